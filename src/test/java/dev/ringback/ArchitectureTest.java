package dev.ringback;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.ringback.hub.HubAccount;
import dev.ringback.hub.HubConfig;
import dev.ringback.hub.HubDirectory;
import dev.ringback.hub.HubLookup;
import dev.ringback.hub.StandaloneHub;
import dev.ringback.platform.EmbeddedPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The house's order: a package depends only on those before it, and few know the Hub. */
class ArchitectureTest {
    static final List<String> ORDER = List.of(
            "platform",
            "privacy",
            "jobs",
            "intake.sources",
            "intake",
            "hub",
            "outbox",
            "outbox.drafts",
            "calls.lawful.clocks",
            "calls.lawful.places",
            "calls.lawful.numbers",
            "calls.lawful.law",
            "calls.lawful",
            "calls",
            "calls.settlement",
            "calls.campaigns",
            "rules",
            "alerts",
            "api",
            "emulator");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.ringback");

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(classes.stream()
                        .map(type -> type.getPackageName())
                        .filter(name -> !name.equals("dev.ringback"))
                        .map(name -> name.replaceFirst("^dev\\.ringback\\.", ""))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(ORDER);
    }

    @Test
    void aPackageDependsOnlyOnThoseBeforeIt() {
        for (int i = 0; i < ORDER.size() - 1; i++) {
            String[] later = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(name -> "dev.ringback." + name)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.ringback." + ORDER.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .check(classes);
        }
    }

    @Test
    void onlyCallsAndDraftsTalkToTheHub() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.ringback.hub", "dev.ringback.calls", "dev.ringback.outbox.drafts")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are the Hub's clients and answers",
                        type -> type.getPackageName().equals("dev.ringback.hub")
                                && !type.getFullName().startsWith(HubConfig.class.getName())
                                && !type.getFullName().equals(HubAccount.class.getName())
                                && !type.getFullName().startsWith(HubDirectory.class.getName())
                                && !type.getFullName().startsWith(HubLookup.class.getName())
                                && !type.getFullName().startsWith(StandaloneHub.class.getName())
                                && !type.getFullName().startsWith("dev.ringback.hub.RequestBudget")))
                .check(classes);
    }

    @Test
    void theHubsClientsKnowOnlyPrivacyAndThePlatform() {
        noClasses()
                .that()
                .resideInAPackage("dev.ringback.hub")
                .should()
                .dependOnClassesThat(
                        areOursOutside("dev.ringback.hub", "dev.ringback.privacy", "dev.ringback.platform"))
                .check(classes);
    }

    @Test
    void theEmulatorKnowsNothingOfOursAndOnlyEmulatedHubKnowsIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.ringback.emulator")
                .should()
                .dependOnClassesThat(areOursOutside("dev.ringback.emulator"))
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ringback.emulator")
                .and()
                .doNotHaveFullyQualifiedName(EmulatedHub.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ringback.emulator")
                .check(classes);
    }

    @Test
    void theKillLoopKnowsNothingThatItJudges() {
        noClasses()
                .should()
                .dependOnClassesThat(areOursOutside("dev.ringback.proofs.killloop")
                        .and(DescribedPredicate.describe(
                                "are not the embedded PostgreSQL",
                                type -> !type.getFullName().startsWith(EmbeddedPostgres.class.getName()))))
                .check(new ClassFileImporter().importPackages("dev.ringback.proofs.killloop"));
    }

    private static DescribedPredicate<JavaClass> areOursOutside(String... packages) {
        return DescribedPredicate.describe(
                "are ours outside of " + String.join(", ", packages),
                type -> type.getPackageName().startsWith("dev.ringback")
                        && !List.of(packages).contains(type.getPackageName()));
    }
}
