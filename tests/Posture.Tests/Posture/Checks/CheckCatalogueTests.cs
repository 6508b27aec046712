using System.Text.RegularExpressions;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Tests.Posture.Checks;

public sealed class CheckCatalogueTests
{
    [Fact]
    public void Every_check_is_whole()
    {
        Assert.True(CheckCatalogue.All.Count >= 60);
        Assert.All(CheckCatalogue.All, check =>
        {
            Assert.Matches("^[ETWRAPG][0-9]{2}$", check.Id);
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", check.Name);
            Assert.NotEqual(SeenBy.None, check.SeenBy);
            Assert.False(string.IsNullOrWhiteSpace(check.Remedy));
            Assert.EndsWith(".", check.Reason.English);
            Assert.Matches("[\\p{IsHiragana}\\p{IsKatakana}]", check.Reason.Japanese);
            Assert.Matches("[\\p{IsHiragana}\\p{IsKatakana}]", check.Title.Japanese);
        });
    }

    [Fact]
    public void No_id_and_no_name_is_used_twice()
    {
        Assert.DoesNotContain(CheckCatalogue.All.GroupBy(check => check.Id), group => group.Count() > 1);
        Assert.DoesNotContain(CheckCatalogue.All.GroupBy(check => check.Name), group => group.Count() > 1);
    }

    [Fact]
    public void Every_check_is_evaluated_by_code_or_by_settings() =>
        Assert.All(CheckCatalogue.All.Where(check => check.Id != "E12"), check =>
            Assert.True(check.Settings.Count > 0 || Evaluator.Coded.Contains(check.Id), check.Id));

    [Fact]
    public void All_code_belongs_to_a_check() => Assert.All(Evaluator.Coded, id => Assert.NotNull(CheckCatalogue.Find(id)));

    [Fact]
    public void A_reason_names_the_severity() => Assert.All(CheckCatalogue.All, check =>
        Assert.Matches(new Regex($"\\b{(check.Severity == Severity.Info ? "informational|never a finding" : check.Severity.ToString())}\\b",
            RegexOptions.IgnoreCase), check.Reason.English));

    [Fact]
    public void A_check_is_found_by_number_and_by_name()
    {
        Assert.Equal("coercible", CheckCatalogue.Find("r05")?.Name);
        Assert.Equal("R05", CheckCatalogue.Find("coercible")?.Id);
        Assert.Null(CheckCatalogue.Find("R99"));
    }
}
