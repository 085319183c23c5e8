package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Status;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\":\"c1\"}]",
                "{\"campaigns\":[{\"id\":\"c1\"}]}",
                "{\"total\":1,\"results\":[{\"id\":\"c1\"}],\"next\":null}",
                "{\"items\":[{\"id\":\"c1\"}],\"tags\":[]}",
                "{\"columns\":[],\"data\":[{\"id\":\"c1\"}]}"
            })
    void findsTheRowsWhateverIsAroundThem(String answer) throws JsonProcessingException {
        assertThat(read(answer).items()).extracting(Campaign::id).containsExactly("c1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"campaigns\":null}", "{\"a\":[],\"b\":[]}", "\"nothing\"", "{\"error\":\"later\"}"})
    void takesNothingItCannotSeeForAnEmptyList(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(JsonMappingException.class);
    }

    @Test
    void knowsWhetherThereAreMoreWhereTheHubSaysSo() throws JsonProcessingException {
        assertThat(read("{\"tools\":[],\"has_next\":true}").hasNext()).contains(true);
        assertThat(read("[]").hasNext()).isEqualTo(Optional.empty());
    }

    @Test
    void passesOverUnknownFieldsAndTakesUnknownWordsForUnrecognised() throws JsonProcessingException {
        Campaign campaign = read("[{\"id\":\"c1\",\"status\":\"hibernating\",\"mood\":{\"x\":[1]}}]")
                .items()
                .getFirst();
        assertThat(campaign.status()).isEqualTo(Status.UNRECOGNISED);
        assertThat(campaign.name()).isNull();
    }

    private static Rows<Campaign> read(String answer) throws JsonProcessingException {
        return HubJson.MAPPER.readValue(answer, new TypeReference<>() {});
    }
}
