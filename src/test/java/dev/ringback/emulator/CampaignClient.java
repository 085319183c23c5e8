package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A client of the campaign routes. */
record CampaignClient(HubClient client) {
    HubClient.Response create(String csv, String... values) throws IOException {
        var all = new LinkedHashMap<>(
                Map.of("name", "Reminders", "agent_id", HubClient.AGENT, "phone_number_id", HubClient.NUMBER_ID));
        for (int i = 0; i < values.length; i += 2) {
            all.put(values[i], values[i + 1]);
        }
        var form = new StringBuilder();
        all.forEach((name, value) -> form.append("--cut\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        form.append("--cut\r\nContent-Disposition: form-data; name=\"contacts\"; filename=\"contacts.csv\"\r\n")
                .append("Content-Type: text/csv\r\n\r\n")
                .append(csv)
                .append("\r\n--cut--\r\n");
        return client.send(client.request("/campaigns")
                .header("Content-Type", "multipart/form-data; boundary=cut")
                .POST(BodyPublishers.ofString(form.toString()))
                .build());
    }

    /** A campaign to so many numbers, of which the n-th is +1415555 and n in four digits. */
    String created(int contacts, String... values) throws IOException {
        var csv = new StringBuilder("phone_number,first_name\r\n");
        for (int n = 1; n <= contacts; n++) {
            csv.append(number(n)).append(",Person ").append(n).append("\r\n");
        }
        var response = create(csv.toString(), values);
        if (response.status() != 201) {
            throw new AssertionError(response.status() + " " + response.text());
        }
        return response.id();
    }

    static String number(int n) {
        return "+1415555%04d".formatted(n);
    }

    HubClient.Response step(String id, String step) throws IOException {
        return client.post("/campaigns/" + id + "/" + step, null);
    }

    JsonNode get(String id) throws IOException {
        return client.get("/campaigns/" + id).json();
    }

    String status(String id) throws IOException {
        return get(id).path("status").asText();
    }

    /** The statuses of the first page of contacts, in order. */
    Iterable<String> contacts(String id) throws IOException {
        var rows = client.get("/campaigns/" + id + "/contacts").json().get("contacts");
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.get("status").asText())
                .toList();
    }

    HubClient.Response delete(String id) throws IOException {
        return client.send("DELETE", "/campaigns/" + id, null);
    }
}
