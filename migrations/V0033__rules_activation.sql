-- Each activation of a rules text, by whom. A start does not activate a text that its deployment has replaced before.
CREATE TABLE rules_activation (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deployment   text        NOT NULL,
    version      integer     NOT NULL REFERENCES rules_version,
    activated_at timestamptz NOT NULL DEFAULT ringback_now()
);
CREATE INDEX rules_activation_by_deployment ON rules_activation (deployment, version);
INSERT INTO rules_activation (deployment, version, activated_at)
SELECT substr(a.who, length('deployment ') + 1), v.version, a.at
FROM audit a JOIN rules_version v ON a.object = 'version ' || v.version
WHERE a.what = 'activate_rules' AND a.who LIKE 'deployment %' ORDER BY a.id;
