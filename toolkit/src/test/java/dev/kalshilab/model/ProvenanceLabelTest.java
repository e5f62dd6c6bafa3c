package dev.kalshilab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NewProcess.class)
class ProvenanceLabelTest {
    @Test
    void nothingReadNothingLabelled() {
        assertThat(Provenance.label(new Object())).isEmpty();
    }

    @Test
    void realRowsAreNeverLabelled() {
        Object invented = provenance(true).attach(new Object());
        Object real = provenance(false).attach(new Object());

        assertThat(Provenance.label(real)).isEmpty();
        assertThat(Provenance.label(invented)).isEqualTo("SANDBOX: invented data");
    }

    @Test
    void derivedFromASandboxAloneIsInvented() {
        provenance(true).attach(new Object());

        assertThat(Provenance.label(new Object())).isEqualTo("SANDBOX: invented data");
    }

    @Test
    void derivedInAMixedProcessMayBeInvented() {
        provenance(true).attach(new Object());
        provenance(false).attach(new Object());

        assertThat(Provenance.label(new Object())).isEqualTo("perhaps SANDBOX: invented data");
    }

    @Test
    void whatNoUserGetsLabelsNothing() {
        provenance(true).attach(new Object());
        Provenance.shownToNobody(() -> provenance(false).attach(new Object()));
        assertThat(Provenance.label(new Object())).isEqualTo("SANDBOX: invented data");

        provenance(false).attach(new Object());
        assertThat(Provenance.label(new Object())).isEqualTo("perhaps SANDBOX: invented data");
    }

    private static Provenance provenance(boolean invented) {
        return new Provenance("Q", "somewhere", invented, 1, 0, null, null, Instant.EPOCH, true, List.of());
    }
}
