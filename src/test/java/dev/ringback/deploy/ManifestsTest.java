package dev.ringback.deploy;

import static dev.ringback.deploy.Manifests.at;
import static dev.ringback.deploy.Manifests.items;
import static dev.ringback.deploy.Manifests.properties;
import static dev.ringback.deploy.Manifests.read;
import static dev.ringback.deploy.Manifests.text;
import static dev.ringback.deploy.Manifests.yamlFiles;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the manifests promise whoever applies them, read from the files as they are: no cluster, no kubectl. */
class ManifestsTest {
    private static final String SECRET_NAME = ".*(PASSWORD|USERNAME|SECRETS?|API_KEY|SHA256|JDBC_URL)";

    private final Object deployment = read("base/deployment.yaml");
    private final Object pod = at(deployment, "spec", "template", "spec");
    private final Object container = items(pod, "containers").getFirst();

    @Test
    void runsAsAnOrdinaryUser() {
        assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(at(pod, "securityContext", "runAsUser")).isEqualTo(185);
        assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
        assertThat(items(pod, "containers")).hasSize(1); // a second one would need the promises below too
        assertThat(at(pod, "initContainers")).isNull();
    }

    @Test
    void canNeitherGainPrivilegesNorChangeItsOwnFiles() {
        assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "securityContext", "capabilities", "drop")).isEqualTo(List.of("ALL"));
        assertThat(items(container, "volumeMounts"))
                .filteredOn(mount -> !Boolean.TRUE.equals(at(mount, "readOnly")))
                .extracting(mount -> at(mount, "mountPath"))
                .containsExactly("/tmp");
    }

    @Test
    void holdsNoKeyToTheKubernetesApi() {
        assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
        assertThat(at(read("base/serviceaccount.yaml"), "automountServiceAccountToken"))
                .isEqualTo(false);
    }

    @Test
    void isProbedAtStartForReadinessAndForLife() {
        assertThat(at(container, "startupProbe", "httpGet", "path")).isEqualTo("/q/health/started");
        assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/q/health/ready");
        assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/q/health/live");
        assertThat(items(container, "ports").getFirst()).isEqualTo(Map.of("name", "http", "containerPort", 8080));
        assertThat(Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                        .map(probe -> at(container, probe, "httpGet", "port")))
                .containsOnly("http");
    }

    @Test
    void asksForTheResourcesItNeeds() {
        assertThat(at(container, "resources", "requests", "cpu")).isNotNull();
        assertThat(at(container, "resources", "requests", "memory")).isNotNull();
        assertThat(at(container, "resources", "limits", "memory")).isNotNull();
    }

    @Test
    void givesClaimedCallsTimeToEnd() {
        var answerBy = 60;
        var preStop =
                items(container, "lifecycle", "preStop", "exec", "command").getLast();
        assertThat((int) at(pod, "terminationGracePeriodSeconds"))
                .isGreaterThan(answerBy + Integer.parseInt(preStop.toString()));
        assertThat(at(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable"))
                .isEqualTo(0);
    }

    @Test
    void takesSecretsByReferenceOnly() {
        assertThat(items(container, "env"))
                .allSatisfy(variable -> assertThat(at(variable, "value"))
                        .as("%s", at(variable, "name"))
                        .isNull());
        assertThat(items(container, "env"))
                .filteredOn(variable -> at(variable, "name").toString().matches(SECRET_NAME))
                .hasSize(4)
                .allSatisfy(variable -> assertThat(at(variable, "valueFrom", "secretKeyRef", "name"))
                        .isEqualTo("ringback"));
        assertThat(properties("base/settings.properties").stringPropertyNames())
                .isNotEmpty()
                .noneMatch(name -> name.matches(SECRET_NAME));
    }

    @Test
    void appliesNoSecretAndNamesNoRealOne() {
        assertThat(yamlFiles())
                .filteredOn(file -> file.endsWith("kustomization.yaml"))
                .hasSize(4)
                .allSatisfy(file -> assertThat(text(file)).doesNotContain("secretGenerator", "secret.example"));
        assertThat(yamlFiles())
                .filteredOn(file -> "Secret".equals(at(read(file), "kind")))
                .containsExactly("secret.example.yaml");
        assertThat(((Map<?, ?>) at(read("secret.example.yaml"), "stringData")).values())
                .isNotEmpty()
                .allSatisfy(value -> assertThat(value.toString()).contains("REPLACE_"));
    }

    @Test
    void letsNoMeshRepeatARequestToTheHub() {
        var hub = read("components/istio/virtualservice.yaml");
        assertThat(at(hub, "spec", "hosts")).isEqualTo(List.of("api.kataven.ai"));
        assertThat(items(hub, "spec", "http"))
                .isNotEmpty()
                .allSatisfy(
                        route -> assertThat(at(route, "retries", "attempts")).isEqualTo(0));
        assertThat(at(
                        deployment,
                        "spec",
                        "template",
                        "metadata",
                        "annotations",
                        "config.linkerd.io/skip-outbound-ports"))
                .asString()
                .contains("443");
    }

    @Test
    void reloadsTheRulesInPlace() {
        assertThat(items(container, "volumeMounts"))
                .noneMatch(mount -> at(mount, "subPath") != null); // such a mount never sees a change
        assertThat(items(read("base/kustomization.yaml"), "configMapGenerator"))
                .filteredOn(map -> at(map, "name").equals("ringback-rules"))
                .singleElement()
                .satisfies(map ->
                        assertThat(at(map, "options", "disableNameSuffixHash")).isEqualTo(true));
        assertThat(properties("base/settings.properties"))
                .containsEntry("RINGBACK_RULES", "/etc/ringback/rules/rules.yaml");
        assertThat(at(items(read("base/rules.yaml"), "rules").getFirst(), "when"))
                .asString()
                .startsWith("false &&"); // whoever applies the sample rings nobody
    }

    @Test
    void everyPrometheusRuleSaysWhatIsWrongAndWhatToDo() {
        var groups = items(read("monitoring/ringback.rules.yaml"), "groups");
        assertThat(groups).isNotEmpty();
        for (var group : groups) {
            assertThat(at(group, "name")).asString().isNotBlank();
            assertThat(items(group, "rules")).isNotEmpty().allSatisfy(rule -> {
                assertThat(((Map<?, ?>) rule).keySet().stream().map(Object::toString))
                        .isSubsetOf("alert", "expr", "for", "labels", "annotations");
                assertThat(at(rule, "alert")).asString().matches("Ringback[A-Za-z]+");
                assertThat(at(rule, "expr")).asString().isNotBlank();
                assertThat(at(rule, "labels", "severity")).isIn("critical", "warning");
                assertThat(List.of("summary", "description", "runbook"))
                        .allSatisfy(text -> assertThat(at(rule, "annotations", text))
                                .asString()
                                .hasSizeGreaterThan(20)
                                .endsWith("."));
            });
            assertThat(items(group, "rules"))
                    .extracting(rule -> at(rule, "alert"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void theOperatorsPrometheusRulesAreTheSameAsTheFiles() {
        assertThat(at(read("components/prometheus/prometheusrule.yaml"), "spec", "groups"))
                .isNotNull()
                .isEqualTo(at(read("monitoring/ringback.rules.yaml"), "groups"));
    }
}
