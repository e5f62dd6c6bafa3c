package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.chart.Charts;
import dev.kalshilab.model.NewProcess;
import dev.kalshilab.model.Provenance;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tech.tablesaw.api.Table;

@ExtendWith(NewProcess.class)
class WarmUpTest {
    @Test
    void whatIsLoadedAheadGoesFromTheWireToThePicture() throws IOException {
        Table trades = WarmUp.trades();
        assertThat(trades.rowCount()).isEqualTo(1);
        assertThat(trades.doubleColumn("yes_price").get(0)).isEqualTo(0.5);
        assertThat(Rich.of(Charts.steps(trades, "created_time", "yes_price"))).isNotNull();
    }

    @Test
    void whatIsLoadedAheadLabelsNothingOfTheUsers() {
        WarmUp.run();
        assertThat(Provenance.label(new Object())).isEmpty();

        new Provenance("Q", "sandbox", true, 1, 0, null, null, Instant.EPOCH, true, List.of()).attach(new Object());
        assertThat(Provenance.label(new Object())).isEqualTo(Provenance.INVENTED);
    }
}
