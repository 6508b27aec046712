using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection.Tests;

/// <summary>Sekimori's own rules: each has what people need, and keeps to its own tests.</summary>
public class BuiltInRuleTests
{
    private static readonly RuleSet Set = RuleSet.BuiltIn();

    public static TheoryData<string> Names => new(Set.Infos.Select(info => info.Name));

    [Theory, MemberData(nameof(Names))]
    public void A_rule_says_what_it_means_what_to_do_and_when_it_is_wrong(string name)
    {
        var info = Set.Infos.Single(one => one.Name == name);
        Assert.True(Guid.TryParse(info.Id, out _));
        Assert.True(info.Description.Length > 20 || info.Level == Severity.Informational, "no description");
        Assert.NotEmpty(info.Response);
        Assert.NotEmpty(info.FalsePositives);
        Assert.NotEmpty(info.Kind);
        Assert.Contains(info.Tags, tag => tag.StartsWith("attack.", StringComparison.Ordinal));
        Assert.True(RuleSelfTest.Count(Set, info) >= 2, "a rule has a test that matches and one that does not");
    }

    [Fact]
    public void Every_rule_keeps_to_its_own_tests() =>
        Assert.Empty(RuleSelfTest.Run(Set).Where(outcome => outcome.Found != outcome.Expected)
            .Select(outcome => $"{outcome.Rule.File}:{outcome.Line} {outcome.Rule.Name}: expected {outcome.Expected}"));

    [Fact]
    public void Names_and_ids_are_unique()
    {
        Assert.Equal(Set.Infos.Count(), Set.Infos.Select(info => info.Name).Distinct().Count());
        Assert.Equal(Set.Infos.Count(), Set.Infos.Select(info => info.Id).Distinct().Count());
    }

    /// <summary>An answer to ept_map is made for rules that check it; ours do not, and the mapper is the busiest of all.</summary>
    [Fact]
    public void No_rule_wants_what_the_mapper_answers_about_one_interface()
    {
        var mapper = InterfaceCatalogue.Find("epmapper")[0];
        var engine = new DetectionEngine(Set, new CaptureAlertTests.Collector());
        Assert.False(engine.CanMatch(ObservationKind.Mapping, mapper, 3, Fact.Entries, Fact.MappedInterface, Fact.Binding));
        Assert.True(engine.CanMatch(ObservationKind.Mapping, mapper, 2, Fact.Entries));
    }
}
