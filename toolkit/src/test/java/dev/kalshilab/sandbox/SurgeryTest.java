package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What faults make of the text of an answer or a message. */
class SurgeryTest {
    private static final String MORE = "\"sandbox_drift\":{\"of\":[1,\"two\",null]}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String drifted(String body) {
        return new String(Surgery.drift(bytes(body)), StandardCharsets.UTF_8);
    }

    private static String overlapped(Surgery surgery, String body, String cursor) {
        return new String(Objects.requireNonNull(surgery.overlap(bytes(body), cursor)), StandardCharsets.UTF_8);
    }

    @Test
    void everyObjectHasAMemberMore() {
        assertThat(drifted("{}")).isEqualTo("{" + MORE + "}");
        assertThat(drifted("{\"a\":[{\"b\":1},{}]}"))
                .isEqualTo("{" + MORE + ",\"a\":[{" + MORE + ",\"b\":1},{" + MORE + "}]}");
    }

    @Test
    void deprecatedMembersGoWithTheirComma() {
        assertThat(drifted("[{\"side\":\"yes\",\"ts\":-12.5,\"title\":\"a \\\"b\\\", {c}\",\"x\":1}]"))
                .isEqualTo("[{" + MORE + ",\"x\":1}]");
    }

    @Test
    void deprecatedMembersThatAreLastOrNeitherTextNorNumberStay() {
        assertThat(drifted("[{\"x\":1,\"side\":\"yes\"}]")).isEqualTo("[{" + MORE + ",\"x\":1,\"side\":\"yes\"}]");
        assertThat(drifted("[{\"time\":null,\"x\":1}]")).isEqualTo("[{" + MORE + ",\"time\":null,\"x\":1}]");
        assertThat(drifted("[\"side\",\"yes\"]")).isEqualTo("[\"side\",\"yes\"]");
    }

    @Test
    void pricesHaveTwoDecimalsMoreAndNothingElseHas() {
        assertThat(drifted("[\"0.4200\",\"-12.5000\",\"3.00\",\"a.1234\",\".1234\",\"-.1234\",\"\",1.2345]"))
                .isEqualTo("[\"0.420000\",\"-12.500000\",\"3.00\",\"a.1234\",\".1234\",\"-.1234\",\"\",1.2345]");
    }

    @Test
    void bracketsInTextAreText() {
        assertThat(drifted("[\"{ \\\\\",\"\\\"{\",\"Zürich {}\"]")).isEqualTo("[\"{ \\\\\",\"\\\"{\",\"Zürich {}\"]");
    }

    @Test
    void aPageBeginsWithTheLastRowOfThePageThatNamedItsCursor() {
        Surgery surgery = new Surgery();
        assertThat(surgery.overlap(bytes("{\"cursor\":\"2\",\"rows\":[{\"a\":1},{\"a\":\"]}\"}]}"), null))
                .isNull();
        assertThat(overlapped(surgery, "{\"rows\":[{\"b\":[1]},{\"b\":{}}],\"cursor\":\"3\"}", "2"))
                .isEqualTo("{\"rows\":[{\"a\":\"]}\"},{\"b\":[1]},{\"b\":{}}],\"cursor\":\"3\"}");
        assertThat(overlapped(surgery, "{\"rows\":[{\"c\":1}],\"cursor\":\"\"}", "3"))
                .isEqualTo("{\"rows\":[{\"b\":{}},{\"c\":1}],\"cursor\":\"\"}");
    }

    @Test
    void aPageWithoutRowsOrAfterAnUnknownOneStaysAsItIs() {
        Surgery surgery = new Surgery();
        assertThat(surgery.overlap(bytes("{\"rows\":[],\"cursor\":\"2\"}"), "1"))
                .isNull();
        assertThat(surgery.overlap(bytes("{\"rows\":[{\"a\":1}],\"cursor\":\"3\"}"), "2"))
                .isNull();
        assertThat(surgery.overlap(bytes("{\"row\":{\"a\":1}}"), "3")).isNull();
    }
}
