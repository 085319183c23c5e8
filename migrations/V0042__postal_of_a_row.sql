-- As in call: the country, a blank and the postal code.
ALTER TABLE campaign_row ADD COLUMN postal text;
