using System.Net;
using Sekimori.Security.Accounts;

namespace Sekimori.Security.Tests.Accounts;

public sealed class PasswordAuthenticatorTests : IDisposable
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1"), Elsewhere = IPAddress.Parse("198.51.100.7");

    private readonly FakeTime _time = new();
    private readonly FakeDirectory _accounts = new();
    private PasswordAuthenticator _authenticator;

    public PasswordAuthenticatorTests()
    {
        _accounts.Set("alice", "correct horse");
        _authenticator = New(new LogonThrottleOptions());
    }

    public void Dispose() => _authenticator.Dispose();

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    [InlineData(@"GATE\alice")]
    [InlineData(@"gate.example.org\alice")]
    [InlineData(@".\alice")]
    [InlineData("alice@gate.example.org")]
    [InlineData("alice@Lab")]
    public async Task Takes_every_form_of_a_local_name(string name) =>
        Assert.Equal("alice", (await Try(name, "correct horse")).Account?.Name);

    [Theory]
    [InlineData("alice", "wrong", RefusalReason.WrongPassword)]
    [InlineData("alice", "", RefusalReason.WrongPassword)]
    [InlineData("bob", "correct horse", RefusalReason.UnknownAccount)]
    [InlineData(@"OTHER\alice", "correct horse", RefusalReason.ForeignDomain)]
    public async Task Says_why_a_logon_is_refused(string name, string password, RefusalReason why)
    {
        var outcome = await Try(name, password);
        Assert.False(outcome.IsProved);
        Assert.Equal(why, outcome.Refusal?.Reason);
    }

    [Fact]
    public async Task Refuses_a_disabled_account_with_the_right_password_only_then_saying_so()
    {
        _accounts.Set("alice", "correct horse", enabled: false);
        Assert.Equal(RefusalReason.Disabled, (await Try("alice", "correct horse")).Refusal?.Reason);
        Assert.Equal(RefusalReason.WrongPassword, (await Try("alice", "wrong")).Refusal?.Reason);
    }

    [Fact]
    public async Task Hashes_a_proved_password_once()
    {
        await Try("alice", "correct horse");
        for (var i = 0; i < 10; i++) Assert.True((await Try("alice", "correct horse")).IsProved);
        Assert.Equal(1, _accounts.SecretsAsked);
    }

    [Fact]
    public async Task Forgets_a_proved_password_when_the_account_changes()
    {
        await Try("alice", "correct horse");
        _accounts.Set("alice", "battery staple");
        Assert.False((await Try("alice", "correct horse")).IsProved);
        Assert.True((await Try("alice", "battery staple")).IsProved);
    }

    [Fact]
    public async Task Does_not_take_a_wrong_password_for_a_proved_one()
    {
        await Try("alice", "correct horse");
        Assert.Equal(RefusalReason.WrongPassword, (await Try("alice", "wrong")).Refusal?.Reason);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("nobody")] // or the wait would tell which names exist
    public async Task Makes_the_next_try_wait_after_three_wrong_passwords(string name)
    {
        for (var i = 0; i < 3; i++) await Try(name, "wrong");
        var held = await Try(name, "correct horse");
        Assert.Equal(RefusalReason.HeldBack, held.Refusal?.Reason);
        Assert.Equal(TimeSpan.FromSeconds(1), held.RetryAfter);
    }

    [Fact]
    public async Task Lets_in_after_the_wait_and_forgets_what_was_wrong()
    {
        for (var i = 0; i < 3; i++) await Try("alice", "wrong");
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.True((await Try("alice", "correct horse")).IsProved);
        for (var i = 0; i < 2; i++) await Try("alice", "wrong");
        Assert.True((await Try("alice", "correct horse")).IsProved);
    }

    [Fact]
    public async Task Waits_twice_as_long_after_each_further_wrong_password_up_to_a_limit()
    {
        for (var i = 0; i < 3; i++) await Try("alice", "wrong");
        var waits = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var wait = (await Try("alice", "wrong")).RetryAfter;
            waits.Add(wait.TotalSeconds);
            _time.Pass(wait);
            await Try("alice", "wrong");
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
    }

    [Fact]
    public async Task A_guesser_elsewhere_does_not_hold_back_a_peer_that_has_proved_itself()
    {
        Assert.True((await Try("alice", "correct horse", Here)).IsProved);
        for (var i = 0; i < 60; i++)
        {
            await Try("alice", "wrong", Elsewhere);
            _time.Pass(TimeSpan.FromSeconds(30));
        }

        await Try("alice", "wrong", Elsewhere);
        Assert.Equal(RefusalReason.HeldBack, (await Try("alice", "correct horse", IPAddress.Parse("203.0.113.9"))).Refusal?.Reason);
        Assert.True((await Try("alice", "correct horse", Here)).IsProved);
    }

    [Fact]
    public async Task A_new_password_is_not_held_back_where_the_old_one_was_proved()
    {
        Assert.True((await Try("alice", "correct horse", Here)).IsProved);
        for (var i = 0; i < 60; i++) await Try("alice", "wrong", IPAddress.Parse($"198.51.100.{i}"));
        for (var i = 0; i < 30; i++) await Try($"name{i}", "wrong", Here); // others beside the owner
        _accounts.Set("alice", "battery staple");
        Assert.Equal(RefusalReason.HeldBack, (await Try("alice", "battery staple", Elsewhere)).Refusal?.Reason);
        Assert.True((await Try("alice", "battery staple", Here)).IsProved);
    }

    [Fact]
    public async Task A_guesser_beside_a_proved_peer_meets_the_wait()
    {
        Assert.True((await Try("alice", "correct horse")).IsProved);
        for (var i = 0; i < 3; i++) await Try("alice", "wrong");
        Assert.Equal(RefusalReason.HeldBack, (await Try("alice", "correct horse")).Refusal?.Reason);
    }

    [Fact]
    public async Task Many_names_from_one_address_are_slowed_too()
    {
        for (var i = 0; i < 20; i++) await Try($"name{i}", "Winter2026!");
        Assert.Equal(RefusalReason.HeldBack, (await Try("name20", "Winter2026!")).Refusal?.Reason);
        Assert.True((await Try("alice", "correct horse", Elsewhere)).IsProved);
    }

    [Fact]
    public async Task Locks_an_account_where_that_is_set_and_opens_it_in_time()
    {
        _authenticator.Dispose();
        _authenticator = New(new LogonThrottleOptions { LockAfter = 5, FreeFailures = 100, FreeFailuresAnywhere = 100 });
        Assert.True((await Try("alice", "correct horse", Here)).IsProved);
        for (var i = 0; i < 5; i++) await Try("alice", "wrong", Elsewhere);
        Assert.Equal(RefusalReason.Locked, (await Try("alice", "correct horse", Here)).Refusal?.Reason);
        _time.Pass(TimeSpan.FromMinutes(15));
        Assert.True((await Try("alice", "correct horse", Here)).IsProved);
    }

    [Fact]
    public async Task A_hundred_tries_at_once_are_not_a_hundred_guesses()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Try("alice", $"guess{i}").AsTask()));
        Assert.True(outcomes.Count(outcome => outcome.Refusal!.Reason == RefusalReason.WrongPassword) < 6);
    }

    [Fact]
    public async Task Lets_nobody_in_while_accounts_cannot_be_read()
    {
        _accounts.Broken = true;
        Assert.Equal(RefusalReason.Unavailable, (await Try("alice", "correct horse")).Refusal?.Reason);
    }

    [Fact]
    public async Task No_password_is_in_what_is_logged() =>
        Assert.DoesNotContain("wr0ng", (await Try("alice", "wr0ng")).Refusal!.ToString(), StringComparison.Ordinal);

    private PasswordAuthenticator New(LogonThrottleOptions options) =>
        new(_accounts, new LocalAuthority("gate.example.org", "LAB"), new LogonThrottle(options, _time));

    private ValueTask<LogonOutcome> Try(string name, string password, IPAddress? remote = null) =>
        _authenticator.AuthenticateAsync("Basic", name, password, remote ?? Here, TestContext.Current.CancellationToken);
}
