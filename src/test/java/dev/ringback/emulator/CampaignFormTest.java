package dev.ringback.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CampaignFormTest {
    private final Emulator emulator =
            Emulator.start(Settings.defaults().withClock(new MovableClock(Instant.parse("2026-03-02T15:00:00Z"))));
    private final HubClient client = HubClient.of(emulator);
    private final CampaignClient campaigns = new CampaignClient(client);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void keepsEveryOtherColumnAsACustomField() throws IOException {
        var csv = "first_name,phone_number,note\n\"O\"\"Hara, Z\u00eb\",+14155550100,\"two\nlines\"\n\n";
        var id = campaigns.create(csv).id();
        var row = client.get("/campaigns/" + id + "/contacts")
                .json()
                .get("contacts")
                .get(0);
        assertThat(row.get("custom_fields"))
                .isEqualTo(Json.object().put("first_name", "O\"Hara, Z\u00eb").put("note", "two\nlines"));
    }

    @Test
    void refusesABadFile() throws IOException {
        assertBadFile("");
        assertBadFile("phone_number\n");
        assertBadFile("Phone_Number\n+14155550100\n");
        assertBadFile("\ufeffphone_number\n+14155550100\n");
        assertBadFile("phone_number,a,a\n+14155550100,1,2\n");
        assertBadFile("phone_number,\n+14155550100,1\n");
        assertBadFile("phone_number,a\n+14155550100\n");
        assertBadFile("phone_number,a\n+14155550100,1,2\n");
        assertBadFile("phone_number\n4155550100\n");
        assertBadFile("phone_number,a\n+14155550100,x\"y\n");
        assertBadFile("phone_number,a\n+14155550100,\"x\"y\n");
        assertBadFile("phone_number,a\n+14155550100,\"x\n");
        assertBadFile("phone_number\r+14155550100\r");
        assertThat(client.get("/campaigns").json().get("campaigns")).isEmpty();
    }

    private void assertBadFile(String csv) throws IOException {
        var answer = campaigns.create(csv);
        assertThat(answer.status()).as(csv).isEqualTo(400);
        assertThat(answer.text()).startsWith("invalid CSV");
    }

    @Test
    void refusesABadForm() throws IOException {
        var csv = "phone_number\n+14155550100\n";
        for (var bad : new String[][] {
            {"name", " "},
            {"agent_id", "agent_none"},
            {"phone_number_id", "+12025550123"}, // an id is asked for
            {"max_concurrent_calls", "0"},
            {"max_concurrent_calls", "101"},
            {"max_concurrent_calls", "many"},
            {"retries_per_contact", "6"},
            {"retry_delay_seconds", "59"},
            {"scheduled_at", "2026-03-02T15:00:00Z"}, // now is past
            {"scheduled_at", "tomorrow"},
        }) {
            assertThat(campaigns.create(csv, bad).status())
                    .as(bad[0] + "=" + bad[1])
                    .isEqualTo(400);
        }
        assertThat(client.post("/campaigns", "{}").status()).isEqualTo(400);
        assertThat(campaigns.create(csv).status()).isEqualTo(201);
    }

    @Test
    void leavesBadRowsOutIfToldTo() throws IOException {
        client.send("PUT", "/_emulator/settings", "{\"campaigns\":{\"skip_bad_rows\":true}}");
        var id = campaigns.create("phone_number\n415\n+14155550100\n").id();
        assertThat(campaigns.contacts(id)).hasSize(1);
    }

    @Test
    void takesAHundredThousandContactsAndNoMoreThanTenMegabytes() throws IOException {
        var rows = IntStream.range(0, 100_000)
                .mapToObj(n -> "+1415%07d,%s".formatted(n, "x".repeat(80)))
                .collect(Collectors.joining("\n", "phone_number,note\n", "\n"));
        var id = campaigns.create(rows).id();
        var last = client.get("/campaigns/" + id + "/contacts?page=999").json();
        assertThat(last.get("contacts")).hasSize(100);
        assertThat(last.get("total").asInt()).isEqualTo(100_000);
        assertThat(campaigns.create(rows + rows.substring(rows.length() / 2)).status())
                .isEqualTo(413);
        assertThat(client.get("/campaigns").json().get("campaigns")).hasSize(1);
    }
}
