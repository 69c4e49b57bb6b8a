package dev.merganser;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The rules of docs/adr/0001 and 0002 on modules, packages and foreign libraries. It stands in
 * {@code optimizer}, the module whose class path holds all the others.
 */
@AnalyzeClasses(packages = "dev.merganser", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.merganser.";
    private static final String[] FOREIGN = {
        "tools.jackson..",
        "com.fasterxml.jackson..",
        "org.snakeyaml..",
        "org.apache.commons.math3..",
        "org.ejml..",
        "org.bytedeco..",
        "org.tribuo..",
        "ai.onnx..",
        "com.google.protobuf..",
        "com.google.re2j..",
        "de.siegmar..",
        "ai.onnxruntime..",
        "ai.djl..",
        "io.jenetics..",
        "picocli.."
    };

    @ArchTest
    static final ArchRule recipesKnowNoOtherModule =
            moduleKnowsNone("recipes", "evaluators", "results", "optimizer");

    @ArchTest
    static final ArchRule evaluatorsKnowRecipesOnly =
            moduleKnowsNone("evaluators", "results", "optimizer");

    @ArchTest
    static final ArchRule resultsKnowRecipesOnly =
            moduleKnowsNone("results", "evaluators", "optimizer");

    @ArchTest
    static final ArchRule algorithmsKnowGenesAndCostsNeverTensors =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "optimizer.algorithm..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + "recipes.tensor..",
                            ROOT + "recipes.checkpoint..",
                            ROOT + "evaluators..");

    @ArchTest
    static final ArchRule subPackagesDoNotUseTheRootPackageOfRecipes = rootIsTheTop("recipes");

    @ArchTest
    static final ArchRule subPackagesDoNotUseTheRootPackageOfEvaluators =
            rootIsTheTop("evaluators");

    @ArchTest
    static final ArchRule subPackagesDoNotUseTheRootPackageOfResults = rootIsTheTop("results");

    @ArchTest
    static final ArchRule subPackagesDoNotUseTheRootPackageOfOptimizer = rootIsTheTop("optimizer");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + "(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule graphsAreCutAndRunWithoutKnowingPaths =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + "evaluators.session",
                            ROOT + "evaluators.segment",
                            ROOT + "evaluators.runtime",
                            ROOT + "evaluators.task")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "evaluators.path");

    @ArchTest
    static final ArchRule plansDoNotKnowWhatIsDoneWithThem =
            recipesKnowNone(
                    List.of("layer", "model", "mergekit", "align", "plan"),
                    List.of("output", "adapter", "check", "stage"));

    @ArchTest
    static final ArchRule modelsKnowNoMerges =
            recipesKnowNone(List.of("layer", "model"), List.of("mergekit", "align", "plan"));

    @ArchTest
    static final ArchRule rulesOfMergekitKnowTensorsAndNoModels =
            recipesKnowNone(List.of("mergekit"), List.of("model", "align", "plan"));

    @ArchTest
    static final ArchRule mergeMethodsKnowNoFamilyOfMethods =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "recipes.method")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "recipes.method.*..");

    /** All may use the methods on task vectors and mergekit's arithmetic, which know no others. */
    @ArchTest
    static final ArchRule familiesOfMethodsDoNotKnowEachOther =
            slices().matching(ROOT + "recipes.method.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            alwaysTrue(), resideInAPackage(ROOT + "recipes.method.torch.."))
                    .ignoreDependency(
                            alwaysTrue(), resideInAPackage(ROOT + "recipes.method.taskvector.."));

    @ArchTest
    static final ArchRule arithmeticOfMergekitKnowsNoFamilyOfMethods =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "recipes.method.torch..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "recipes.method.taskvector..");

    @ArchTest
    static final ArchRule onnxMessagesStayInTheGraphPackage =
            onlyIn(ROOT + "recipes.graph..", "org.tribuo..", "ai.onnx..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule matricesStayInTheMatrixPackage =
            onlyIn(ROOT + "recipes.matrix..", "org.ejml..", "org.bytedeco..");

    @ArchTest
    static final ArchRule patternsOfStrangersAreReadByAdapters =
            onlyIn(ROOT + "recipes.lora..", "com.google.re2j..");

    @ArchTest
    static final ArchRule csvIsReadInTheDataPackage =
            onlyIn(ROOT + "evaluators.data..", "de.siegmar..");

    @ArchTest
    static final ArchRule runtimesStayInEvaluators =
            onlyIn(ROOT + "evaluators..", "ai.onnxruntime..");

    @ArchTest
    static final ArchRule tokenizersStayInTheTextPackage =
            onlyIn(ROOT + "evaluators.text", "ai.djl..");

    @ArchTest
    static final ArchRule jeneticsStaysInOptimizer = onlyIn(ROOT + "optimizer..", "io.jenetics..");

    @ArchTest
    static final ArchRule picocliStaysInTheCommandPackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "optimizer", ROOT + "optimizer.command..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule noForeignTypeInAPublicSignature =
            members()
                    .that()
                    .areDeclaredInClassesThat()
                    .arePublic()
                    .should(new HaveNoForeignTypeInPublicSignature());

    @ArchTest
    static final ArchRule noPublicTypeExtendsAForeignOne =
            classes().that().arePublic().should(new ExtendNoForeignType());

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "optimizer", ROOT + "optimizer.command..")
                    .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule onlyTheCommandLineExits =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "optimizer", ROOT + "optimizer.command..")
                    .should()
                    .callMethod(System.class, "exit", int.class)
                    .orShould()
                    .callMethod(Runtime.class, "exit", int.class)
                    .orShould()
                    .callMethod(Runtime.class, "halt", int.class);

    @ArchTest static final ArchRule nobodyLogs = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule everyRandomGeneratorIsChosenByName =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Random.class, SplittableRandom.class, ThreadLocalRandom.class)
                    .orShould()
                    .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked =
            classes().should(new LiveInANullMarkedPackage());

    private static ArchRule moduleKnowsNone(String module, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        Arrays.stream(others)
                                .map(other -> ROOT + other + "..")
                                .toArray(String[]::new));
    }

    private static ArchRule recipesKnowNone(List<String> packages, List<String> others) {
        return noClasses()
                .that()
                .resideInAnyPackage(ofRecipes(packages))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ofRecipes(others));
    }

    private static String[] ofRecipes(List<String> packages) {
        return packages.stream().map(name -> ROOT + "recipes." + name).toArray(String[]::new);
    }

    private static ArchRule rootIsTheTop(String module) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + module + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + module);
    }

    private static ArchRule onlyIn(String home, String... foreign) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(foreign);
    }

    private static boolean isForeign(JavaClass type) {
        return JavaClass.Predicates.resideInAnyPackage(FOREIGN).test(type.getBaseComponentType());
    }

    private static Stream<JavaClass> foreignTypesOf(JavaType type) {
        return type.getAllInvolvedRawTypes().stream().filter(ArchitectureTest::isForeign);
    }

    /** Fields, parameters, results and their type arguments, where other packages can see them. */
    private static final class HaveNoForeignTypeInPublicSignature
            extends ArchCondition<JavaMember> {
        HaveNoForeignTypeInPublicSignature() {
            super("have no foreign type in a public signature");
        }

        @Override
        public void check(JavaMember member, ConditionEvents events) {
            if (!member.getModifiers().contains(JavaModifier.PUBLIC)
                    && !member.getModifiers().contains(JavaModifier.PROTECTED)) {
                return;
            }
            member.getAllInvolvedRawTypes().stream()
                    .filter(ArchitectureTest::isForeign)
                    .map(type -> member.getDescription() + " shows " + type.getName())
                    .map(message -> SimpleConditionEvent.violated(member, message))
                    .forEach(events::add);
        }
    }

    private static final class ExtendNoForeignType extends ArchCondition<JavaClass> {
        ExtendNoForeignType() {
            super("extend or implement no foreign type");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                    .flatMap(ArchitectureTest::foreignTypesOf)
                    .map(above -> type.getDescription() + " extends " + above.getName())
                    .map(message -> SimpleConditionEvent.violated(type, message))
                    .forEach(events::add);
        }
    }

    private static final class LiveInANullMarkedPackage extends ArchCondition<JavaClass> {
        LiveInANullMarkedPackage() {
            super("live in a package with @NullMarked");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                events.add(
                        SimpleConditionEvent.violated(
                                type,
                                type.getDescription() + " lives in a package without @NullMarked"));
            }
        }
    }
}
