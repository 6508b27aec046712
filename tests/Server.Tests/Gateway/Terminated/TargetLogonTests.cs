using Sekimori.App.Tests.Kit;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>For whom the gate acts at a target, and as whom: what is decided before a KDC is asked.</summary>
public sealed class TargetLogonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("NTLM")]
    [InlineData("Basic")]
    [InlineData("Digest")]
    [InlineData("Certificate")]
    public void Without_a_ticket_nobody_is_delegated(string scheme)
    {
        var (logon, target) = (Logon(null), Target(TargetIdentity.Delegate));
        Assert.Equal($"the caller has logged on by {scheme}, which lets nobody act for it: log on by Kerberos",
            logon.FindProblem(Account("alice", scheme), target, null));
        Assert.Null(logon.ActFor(Account("alice", scheme), target, null));
    }

    [Fact]
    public void A_ticket_without_its_handshake_is_no_evidence()
    {
        foreach (var identity in (TargetIdentity[])[TargetIdentity.Delegate, TargetIdentity.Transition])
        {
            Assert.NotNull(Logon(Realm).FindProblem(Ticket("alice@LAB.TEST", "alice"), Target(identity), null));
            Assert.Null(Logon(Realm).ActFor(Ticket("alice@LAB.TEST", "alice"), Target(identity), null));
        }
    }

    [Theory]
    [InlineData("alice", "alice@LAB.TEST")]
    [InlineData("svc-1.x_y", "svc-1.x_y@LAB.TEST")]
    // RFC 1964 2.1.1: these would be other components, other realms, or escapes.
    [InlineData("alice@OTHER.TEST", null)]
    [InlineData("HTTP/web1.lab.test", null)]
    [InlineData("alice\\@OTHER", null)]
    [InlineData("ali ce", null)]
    [InlineData("ALICE\0", null)]
    [InlineData("älice", null)]
    public void By_transition_the_name_is_that_of_the_account_and_never_of_another_realm(string name, string? user)
    {
        var (logon, target, caller) = (Logon(Realm), Target(TargetIdentity.Transition), Account(name, "Basic"));
        Assert.Equal(user is null, logon.FindProblem(caller, target, null) is not null);
        Assert.Equal(user is null, logon.ActFor(caller, target, null) is null);
        if (user is not null) Assert.Equal($"{user}, by protocol transition", logon.Describe(caller, target, null));
    }

    [Fact]
    public void A_certificate_that_is_mapped_to_a_role_alone_is_no_user()
    {
        var caller = new Caller("CN=alice", Role.Operator, "Certificate", ProtectionLevel.Privacy)
        {
            Outside = new() { IsCertificate = true, Subject = "CN=alice", Key = "issuer 1" }
        };
        Assert.NotNull(Logon(Realm).FindProblem(caller, Target(TargetIdentity.Transition), null));
    }

    [Fact]
    public void Transition_is_off_without_its_setting() =>
        Assert.NotNull(Logon(null).FindProblem(Account("alice", "Basic"), Target(TargetIdentity.Transition), null));

    [Fact]
    public async Task The_end_of_a_session_ends_what_it_could_do()
    {
        var logon = Logon(Realm);
        var caller = logon.ActFor(Account("alice", "Basic"), Target(TargetIdentity.Transition), null)!;
        // There is no keytab here.
        Assert.Throws<TargetException>(() => caller.Initiate(Sekimori.Security.SecurityScheme.Spnego, new()));
        caller.Dispose();
        var over = await Assert.ThrowsAsync<TargetException>(
            () => Task.Run(() => caller.Initiate(Sekimori.Security.SecurityScheme.Spnego, new())));
        Assert.Contains("has ended", over.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Users_with_one_account_own_what_they_open_each_for_themselves()
    {
        var (alice, administrator) = (Ticket("alice@LAB.TEST", "S-1-5-21-1-1105"), Ticket("Administrator@LAB.TEST", "S-1-5-21-1-500"));
        var delegated = Target(TargetIdentity.Delegate);
        Assert.NotEqual(TargetOwner.Of(alice, delegated), TargetOwner.Of(administrator, delegated));
        // With a stored logon, the account of the gate is who they are.
        var vault = new TargetHost(delegated.Settings with { Vault = "web" }, new GatewaySettings());
        Assert.Equal(TargetOwner.Of(alice, vault), TargetOwner.Of(administrator, vault));
        Assert.Equal(TargetOwner.Of(alice, delegated), TargetOwner.Of(alice with { Level = ProtectionLevel.Connect }, delegated));
    }

    public void Dispose() => _folder.Dispose();

    private static TransitionSettings Realm { get; } = new("LAB.TEST", "HTTP/gate.lab.test@LAB.TEST");

    private static TargetHost Target(TargetIdentity identity) => new(
        new GatewayTarget
        {
            Name = "web1", Address = "web1.lab.test", Ports = [new(5986, 5986)], WsMan = new Uri("https://web1.lab.test:5986"),
            As = identity,
        }, new GatewaySettings());

    private static Caller Account(string name, string scheme) =>
        new(name, Role.Operator, scheme, ProtectionLevel.Privacy) { Identity = CallerIdentity.OfAccount(7) };

    private static Caller Ticket(string principal, string key) => Account("alice", "Kerberos") with
    {
        Outside = new() { IsCertificate = false, Subject = principal, Key = key }
    };

    private TargetLogon Logon(TransitionSettings? transition)
    {
        var data = new DataFolder(_folder.Path);
        return new(new VaultStore(data, new SecretProtection(data, new KeyWrapping())), null, transition);
    }
}
