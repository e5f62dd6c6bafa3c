package dev.kalshilab.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** After each integration test its sandboxes are looked at, which nobody can forget. */
class SandboxesTest {
    private static final Pattern INTEGRATION_TESTS = Pattern.compile(".*IT(\\$.*)?\\.class");

    @Test
    void integrationTestsStartTheirSandboxesWhereTheyAreLookedAtAfterwards() {
        DescribedPredicate<JavaMethodCall> starts = DescribedPredicate.describe(
                "that starts a sandbox",
                call -> call.getTarget()
                        .getFullName()
                        .matches(
                                "dev\\.kalshilab\\.(sandbox\\.(Sandbox|Standalone)\\.start|Kalshi\\.(sandbox|open))\\(.*"));
        noClasses()
                .that()
                .haveNameMatching(".*IT(\\$.*)?")
                .should()
                .callMethodWhere(starts)
                .check(new ClassFileImporter()
                        .withImportOption(location -> location.matches(INTEGRATION_TESTS))
                        .importPackages("dev.kalshilab"));
    }
}
