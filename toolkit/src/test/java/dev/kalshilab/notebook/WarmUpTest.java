package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.chart.Charts;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class WarmUpTest {
    @Test
    void whatIsLoadedAheadGoesFromTheWireToThePicture() throws IOException {
        Table trades = WarmUp.trades();
        assertThat(trades.rowCount()).isEqualTo(1);
        assertThat(trades.doubleColumn("yes_price").get(0)).isEqualTo(0.5);
        assertThat(Rich.of(Charts.steps(trades, "created_time", "yes_price"))).isNotNull();
    }
}
