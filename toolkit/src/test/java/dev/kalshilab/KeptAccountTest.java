package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Truth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What belongs to an account is on the disk when its user asked for that, and never else. */
@Timeout(120)
class KeptAccountTest {
    private static final String ACCOUNT = "dev.kalshilab.cache.account";
    private static final Truth TRUTH = new Truth(Truth.Size.small(6).trades(9_000));
    private static final Instant FROM = Instant.parse("2026-04-20T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-10-20T00:00:00Z");

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    @BeforeEach
    void ownDirectory() {
        settings.cache(directory);
        settings.set(ACCOUNT, "true");
    }

    private static Kalshi open(JudgeServer judge, String id) {
        return Kalshi.at(judge.url(), Credentials.of(id, AKey.file()));
    }

    private static Table fills(Kalshi kalshi) {
        return kalshi.portfolio().fills().since(FROM).until(TO).table();
    }

    private static Table settlements(Kalshi kalshi) {
        return kalshi.portfolio().settlements().since(FROM).until(TO).table();
    }

    private static List<String> texts(Table table) {
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < table.columnCount(); column++) {
                text.append(table.column(column).getString(row)).append('|');
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** True when a file holds the text, as it is or packed. */
    private static boolean holds(Path file, String text) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (new String(bytes, StandardCharsets.ISO_8859_1).contains(text)) {
                return true;
            }
            for (int at = 0; at < bytes.length - 2; at++) {
                if (bytes[at] == 0x78 && unpacked(bytes, at).contains(text)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unpacked(byte[] bytes, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStreamOf in = new InputStreamOf(bytes, from)) {
            in.transferTo(out);
        } catch (IOException e) {
            // not packed, or not to its end
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** What is packed from there on. */
    private static final class InputStreamOf extends InflaterInputStream {
        InputStreamOf(byte[] bytes, int from) {
            super(new java.io.ByteArrayInputStream(bytes, from, bytes.length - from));
        }
    }

    @Test
    void closedRangesOfFillsAndSettlementsAreNotAskedForAgain() throws IOException {
        try (JudgeServer judge = JudgeServer.of(TRUTH)) {
            judge.tiers(JudgeServer.Tiers.BY_TIME);
            settings.set(ACCOUNT, "false");
            List<String> fills;
            List<String> settlements;
            try (Kalshi kalshi = open(judge, "first")) {
                fills = texts(fills(kalshi));
                settlements = texts(settlements(kalshi));
            }
            assertThat(fills).hasSizeGreaterThan(1_000);
            assertThat(settlements).isNotEmpty();
            settings.set(ACCOUNT, "true");
            try (Kalshi kalshi = open(judge, "first")) {
                assertThat(texts(fills(kalshi))).isEqualTo(fills);
                assertThat(texts(settlements(kalshi))).isEqualTo(settlements);
            }
            judge.forget();
            try (Kalshi another = open(judge, "first")) {
                assertThat(texts(fills(another))).isEqualTo(fills);
                assertThat(texts(settlements(another))).isEqualTo(settlements);
            }
            assertThat(judge.tally().seen()).isEmpty();
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                for (Path file : files()) {
                    assertThat(Files.getPosixFilePermissions(file))
                            .isSubsetOf(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
                }
            }
            try (Kalshi kalshi = open(judge, "first")) {
                kalshi.cache().clear();
                assertThat(files()).isEmpty();
            }
        }
    }

    @Test
    void fillsOfSeveralMarketsAreNewestFirstWhereSomeWereHeld() {
        try (JudgeServer judge = JudgeServer.of(TRUTH)) {
            judge.tiers(JudgeServer.Tiers.BY_TIME);
            List<String> fresh;
            try (Kalshi kalshi = open(judge, "fresh")) {
                fresh = ids(fills(kalshi));
            }
            try (Kalshi kalshi = open(judge, "first")) {
                kalshi.portfolio()
                        .fills()
                        .since(FROM.plus(Duration.ofDays(10)))
                        .until(FROM.plus(Duration.ofDays(20)))
                        .table();
                assertThat(ids(fills(kalshi))).isEqualTo(fresh);
            }
        }
    }

    private static List<String> ids(Table fills) {
        return fills.stringColumn("fill_id").asList();
    }

    @Test
    void anotherKeyIsAnotherAccount() throws IOException {
        try (JudgeServer judge = JudgeServer.of(TRUTH)) {
            try (Kalshi kalshi = open(judge, "first-key-of-all")) {
                fills(kalshi);
                settlements(kalshi);
            }
            judge.forget();
            try (Kalshi kalshi = open(judge, "second-key")) {
                fills(kalshi);
                settlements(kalshi);
            }
            assertThat(judge.tally().requests(Op.FILLS)).isPositive();
            assertThat(judge.tally().requests(Op.SETTLEMENTS)).isPositive();
            assertThat(files()).isNotEmpty().noneMatch(file -> holds(file, "first-key-of-all"));
        }
    }

    @Test
    void nothingOfTheAccountIsOnTheDiskUnlessItsUserAsked() throws IOException {
        try (JudgeServer judge = JudgeServer.of(TRUTH)) {
            String ticker = TRUTH.markets().get(0).ticker();
            for (boolean asked : List.of(false, true)) {
                settings.set(ACCOUNT, Boolean.toString(asked));
                try (Kalshi kalshi = open(judge, "first")) {
                    fills(kalshi);
                    settlements(kalshi);
                    kalshi.portfolio().orders().count();
                    kalshi.portfolio().positions().count();
                    kalshi.exchange().cutoff();
                }
                assertThat(files().stream().anyMatch(file -> holds(file, ticker)))
                        .isEqualTo(asked);
            }
        }
    }

    @Test
    void whileAConnectionIsRecordedItsAccountIsNotKept(@TempDir Path tapes) throws IOException {
        try (JudgeServer judge = JudgeServer.of(TRUTH);
                Kalshi kalshi = open(judge, "first")) {
            try (Recording recording = kalshi.record(tapes.resolve("r.tape.jsonl"))) {
                assertThat(recording).isNotNull();
                fills(kalshi);
                settlements(kalshi);
                assertThat(recording.lines()).isPositive();
            }
            assertThat(files())
                    .noneMatch(file -> holds(file, TRUTH.markets().get(0).ticker()));
        }
    }

    @Test
    void aLiveTierThatDoesNotAnswerForFillsIsNotOneWithoutFills() {
        try (JudgeServer judge = JudgeServer.of(TRUTH)) {
            judge.tiers(JudgeServer.Tiers.BY_TIME);
            judge.faults(Faults.NONE.mute(Faults.Mute.LIVE));
            try (Kalshi kalshi = open(judge, "first")) {
                assertThatThrownBy(() -> fills(kalshi)).hasMessageContaining("404");
                judge.faults(Faults.NONE);
                List<String> fills = texts(fills(kalshi));
                settings.set(ACCOUNT, "false");
                try (Kalshi another = open(judge, "first")) {
                    assertThat(fills).isEqualTo(texts(fills(another)));
                }
            }
        }
    }

    @Test
    void whatIsArchivedBehindAFailureIsInTheSameQuestion() {
        settings.set(ACCOUNT, "false");
        for (boolean orders : List.of(true, false)) {
            try (JudgeServer judge = JudgeServer.of(TRUTH).tiers(JudgeServer.Tiers.BY_TIME);
                    Kalshi kalshi = open(judge, "first")) {
                TimedQuery<?, ?> all = orders
                        ? kalshi.portfolio().orders().parameter("limit", 100)
                        : kalshi.portfolio().fills().parameter("limit", 100);
                long rows = all.count();
                judge.failing("/historical/" + (orders ? "orders" : "fills") + "?limit=100&cursor");
                assertThatThrownBy(all::count).isInstanceOf(KalshiException.class);
                judge.mend().cutoff(judge.cutoff() + Duration.ofDays(30).toSeconds() * 1_000_000);
                assertThat(all.count()).isEqualTo(rows);
            }
        }
    }

    @Test
    void theSettingIsTrueOrFalse() {
        assertThat(CacheSetting.accountToo(Map.of("KALSHI_CACHE_ACCOUNT", " True "), null))
                .isTrue();
        assertThat(CacheSetting.accountToo(Map.of("KALSHI_CACHE_ACCOUNT", "false"), null))
                .isFalse();
        assertThat(CacheSetting.accountToo(Map.of(), null)).isFalse();
        assertThatThrownBy(() -> CacheSetting.accountToo(Map.of("KALSHI_CACHE_ACCOUNT", "yes"), null))
                .isInstanceOf(KalshiException.class)
                .hasMessage("KALSHI_CACHE_ACCOUNT is 'yes', which is neither true nor false.\nSet it to true to keep"
                        + " fills and settlements on the disk, for you alone; unset means that they are not.");
    }

    @Test
    void aPlanOfFillsThatAreHeldIsExact() {
        try (JudgeServer judge = JudgeServer.of(TRUTH)) {
            for (boolean held : new boolean[] {false, true}) {
                try (Kalshi kalshi = open(judge, "planner")) {
                    Fills fills = kalshi.portfolio().fills().since(FROM).until(FROM.plus(Duration.ofDays(30)));
                    assertThat(fills.plan().requests() == 0).isEqualTo(held);
                    assertThat(fills.plan().exact()).isEqualTo(held);
                    fills.count();
                }
            }
        }
    }
}
