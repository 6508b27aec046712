using System.Collections.Concurrent;
using Sekimori.App.Tests.Kit;
using Sekimori.Gate.Approvals;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Server.Tests.Guarding;

namespace Sekimori.Server.Tests.Approvals;

/// <summary>Requests for approval, their decisions and their ends, over restarts.</summary>
public sealed class AccessRequestsTests : IDisposable
{
    private static readonly PolicyRule Rule = new()
    {
        Name = "asks", Action = PolicyAction.Ask, Approvers = ["bob"], Pass = TimeSpan.FromMinutes(30),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly MovedClock _clock = new();
    private readonly ConcurrentQueue<string> _told = [];
    private AccessRequests _requests;

    public AccessRequestsTests() => _requests = Open();

    private RequestJournal Journal => new(_folder.Path);

    [Fact]
    public void A_request_is_made_once_and_a_pass_expires()
    {
        Assert.Equal(new AskAnswer(false, 1), Ask());
        Assert.Equal(new AskAnswer(false, 1), Ask());
        Decide(1, isApproved: true, minutes: 10);
        Assert.Equal(new AskAnswer(true, 1), Ask());
        _clock.Move(TimeSpan.FromMinutes(9));
        Assert.Equal(new AskAnswer(true, 1), Ask());
        _clock.Move(TimeSpan.FromMinutes(1));
        // Another request, for what is wanted now.
        Assert.Equal(default, Ask(mayRequest: false));
        Assert.Equal(new AskAnswer(false, 2), Ask());
        Assert.Contains(_told, one => one.StartsWith("request 1: alice asks for dc1:5986", StringComparison.Ordinal));
        Assert.Contains(_told, one => one.StartsWith("request 1 of alice: approved by bob until", StringComparison.Ordinal));
    }

    [Fact]
    public void A_restart_keeps_requests_and_passes()
    {
        Ask();
        Ask(account: 8);
        Decide(1, isApproved: true, minutes: 10);
        _requests.Dispose();
        _requests = Open();
        Assert.Equal(new AskAnswer(true, 1), Ask());
        Assert.Equal(new AskAnswer(false, 2), Ask(account: 8));
        Assert.Equal(new AskAnswer(false, 3), Ask(account: 9));
    }

    [Fact]
    public void A_pass_is_for_one_account_one_rule_and_one_target()
    {
        Ask();
        Decide(1, isApproved: true, minutes: 10);
        // A namesake has another number.
        Assert.False(Ask(account: 8).IsAllowed);
        Assert.False(Ask(target: "dc2").IsAllowed);
        Assert.False(_requests.Ask(Rule with { Name = "other" }, Facts(7, "dc1"), true).IsAllowed);
        Assert.True(Ask().IsAllowed);
    }

    [Theory]
    [InlineData("carol", 3, "not an approver")]
    [InlineData("bob", 7, "of their own")]
    public void A_decision_of_somebody_else_is_ignored_and_told(string by, long number, string says)
    {
        Ask();
        Decide(1, isApproved: true, minutes: 10, by, number);
        Assert.False(Ask(mayRequest: false).IsAllowed);
        Assert.Contains(_told, one => one.Contains("is ignored", StringComparison.Ordinal) && one.Contains(says, StringComparison.Ordinal));
        _requests.Dispose();
        _requests = Open();
        Assert.False(Ask(mayRequest: false).IsAllowed);
    }

    [Fact]
    public void A_decision_that_lasts_longer_than_the_rule_says_ends_with_it()
    {
        Ask();
        Decide(1, isApproved: true, minutes: 100_000);
        _clock.Move(TimeSpan.FromMinutes(29));
        Assert.True(Ask().IsAllowed);
        _clock.Move(TimeSpan.FromMinutes(1));
        Assert.False(Ask().IsAllowed);
    }

    [Fact]
    public void Who_is_denied_makes_no_new_request_for_an_hour()
    {
        Ask();
        Decide(1, isApproved: false, minutes: 0);
        Assert.Equal(new AskAnswer(false, 1), Ask());
        _clock.Move(TimeSpan.FromMinutes(61));
        Assert.Equal(new AskAnswer(false, 2), Ask());
    }

    [Fact]
    public void An_account_has_twenty_open_requests_and_the_others_still_have_theirs()
    {
        for (var at = 1; at <= 20; at++) Assert.Equal(at, Ask(target: $"host{at}").Number);
        Assert.Equal(default, Ask(target: "one more"));
        Assert.Equal(21, Ask(account: 8).Number);
    }

    [Fact]
    public void The_first_decision_counts()
    {
        Ask();
        Decide(1, isApproved: false, minutes: 0);
        Assert.Throws<IOException>(() => Decide(1, isApproved: true, minutes: 10));
        Assert.False(Ask().IsAllowed);
    }

    [Theory]
    [InlineData("1.json", "{")]
    [InlineData("1.json", "{\"number\":2}")]
    [InlineData("1.decision", "[]")]
    [InlineData("x.json", "{}")]
    public void Files_that_are_no_requests_are_passed_over(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder.Path, RequestJournal.FolderName, name), text);
        _requests.Dispose();
        _requests = Open();
        Assert.False(Ask(mayRequest: false).IsAllowed);
    }

    public void Dispose()
    {
        _requests.Dispose();
        _folder.Dispose();
    }

    private AccessRequests Open() => new(Journal, _clock, _told.Enqueue);

    private static PolicyFacts Facts(long account, string target) => new()
    {
        Point = PolicyPoint.Call, Address = null, Transport = Transport.Https, Account = "alice", Target = target, TargetPort = 5986,
        Identity = CallerIdentity.OfAccount(account),
    };

    private AskAnswer Ask(long account = 7, string target = "dc1", bool mayRequest = true) =>
        _requests.Ask(Rule, Facts(account, target), mayRequest);

    private void Decide(long request, bool isApproved, int minutes, string by = "bob", long number = 2)
    {
        var now = _clock.GetUtcNow();
        Journal.Decide(request, new()
        {
            IsApproved = isApproved, By = by, AccountNumber = number, Groups = ["reader"], At = now, Until = now.AddMinutes(minutes),
        });
        _clock.Move(TimeSpan.FromSeconds(1));
        _requests.Look();
    }
}
