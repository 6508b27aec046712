using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Waivers;

namespace Sekimori.Posture.Tests.Posture.Waivers;

public sealed class WaiverListTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private const string One = "- { check: W01, host: 'lab-*', subject: 5985/http, reason: test network, by: kei, until: 2026-11-29 }\n";

    [Fact]
    public void A_waived_finding_stays_and_does_not_count_until_its_last_day_has_passed()
    {
        var list = WaiverList.Read("w.yaml", One, Now);
        Assert.False(list.Apply(Finding("lab-7", "5985/http"), Now).Counts);
        var back = list.Apply(Finding("lab-7", "5985/http"), Now.AddDays(1));
        Assert.True(back.Counts);
        Assert.Equal("kei", back.EndedWaiver?.By);
        Assert.True(list.Apply(Finding("dc-1", "5985/http"), Now).Counts);
        Assert.True(list.Apply(Finding("lab-7", "80/http"), Now).Counts);
    }

    [Theory]
    [InlineData("x", ":1:1: expected a YAML sequence of waivers")]
    [InlineData("- { check: W01 }", ":1:3: 'host' is missing")]
    [InlineData("- { check: Q01, host: a, reason: r, by: b, until: 2026-12-01 }", "there is no check 'Q01'")]
    [InlineData("- { check: W01, host: a, reason: r, by: b, until: soon }", "'soon' is not a date")]
    [InlineData("- { check: W01, host: a, reason: r, by: b, until: 2028-01-01 }", "a year at most")]
    [InlineData("- { check: W01, hosts: a }", "expected check, host, subject, reason, by or until")]
    [InlineData("- { check: W01, host: [a] }", "host: expected a text")]
    [InlineData("- [a", "w.yaml:")]
    public void A_slip_is_an_error_with_its_place(string text, string says) =>
        Assert.Contains(says, Assert.Throws<WaiverException>(() => WaiverList.Read("w.yaml", text, Now)).Message);

    [Fact]
    public void An_empty_file_waives_nothing() => Assert.Empty(WaiverList.Read("w.yaml", "", Now).All);

    private static Finding Finding(string host, string subject) =>
        new(CheckCatalogue.Find("W01")!, host, subject, Outcome.Fail, Severity.High, []);
}
