using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;
using Sekimori.Security.Tests.Accounts;
using Sekimori.TestKit;

namespace Sekimori.Interop.Security;

[Trait("Peer", "gensec")]
public sealed class GensecTests
{
    public GensecTests() =>
        Assert.SkipWhen(Realm.MissingReason is not null, $"Samba's gensec needs the realm's host: {Realm.MissingReason}");

    [Theory]
    [InlineData("ntlmssp", SecurityScheme.Ntlm)]
    [InlineData("spnego", SecurityScheme.Spnego)]
    public void Samba_s_client_logs_on_here_and_messages_go_both_ways(string mechanism, SecurityScheme scheme)
    {
        using var peer = Gensec.Client(mechanism, "alice", "correct horse", "GATE");
        using var ours = Acceptor().Accept(scheme, new ContextOptions())!;
        Assert.Null(peer.Shake(ours, peerBegins: true));
        Assert.Equal("alice", ours.ToCaller(ProtectionLevel.Privacy).Account);
        AssertProtects(peer, ours);
    }

    [Theory]
    [InlineData("ntlmssp", SecurityScheme.Ntlm)]
    [InlineData("spnego", SecurityScheme.Spnego)]
    public void We_log_on_at_Samba_s_server_and_messages_go_both_ways(string mechanism, SecurityScheme scheme)
    {
        using var peer = Gensec.Server(mechanism);
        using var ours = new SecurityInitiator(new PasswordCredential("Administrator", "LAB", Realm.Password)).Initiate(
            scheme, new ContextOptions { Target = "host/dc1.lab.test" })!;
        Assert.Null(peer.Shake(ours, peerBegins: false));
        AssertProtects(peer, ours);
    }

    [Theory]
    [InlineData("ntlmssp", SecurityScheme.Ntlm)]
    [InlineData("spnego", SecurityScheme.Spnego)]
    public void Wrong_passwords_are_refused_on_both_sides(string mechanism, SecurityScheme scheme)
    {
        using var client = Gensec.Client(mechanism, "alice", "wrong", "GATE");
        Assert.Contains(nameof(RefusalReason.WrongPassword),
            client.Shake(Acceptor().Accept(scheme, new ContextOptions())!, peerBegins: true), StringComparison.Ordinal);

        using var server = Gensec.Server(mechanism);
        var ours = new SecurityInitiator(new PasswordCredential("Administrator", "LAB", "wrong")).Initiate(scheme, new ContextOptions())!;
        Assert.Contains("gensec refuses", server.Shake(ours, peerBegins: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ntlmssp", SecurityScheme.Ntlm)]
    [InlineData("spnego", SecurityScheme.Spnego)]
    public void Samba_s_anonymous_client_is_taken_where_that_is_set(string mechanism, SecurityScheme scheme)
    {
        // It takes extended session security back, so nothing that it signed could be believed: it is good for a connection, and for
        // nothing more.
        using var signing = Gensec.Client(mechanism, "", "", "");
        Assert.Contains(nameof(RefusalReason.TooWeak),
            signing.Shake(Acceptor(anonymous: true).Accept(scheme, new ContextOptions())!, peerBegins: true), StringComparison.Ordinal);

        var connect = new ContextOptions { Level = ProtectionLevel.Connect };
        using var refused = Gensec.Client(mechanism, "", "", "");
        Assert.Contains(nameof(RefusalReason.AnonymousRefused), refused.Shake(Acceptor().Accept(scheme, connect)!, peerBegins: true),
            StringComparison.Ordinal);

        using var peer = Gensec.Client(mechanism, "", "", "");
        using var ours = Acceptor(anonymous: true).Accept(scheme, connect)!;
        Assert.Null(peer.Shake(ours, peerBegins: true));
        Assert.True(ours.ToCaller(ProtectionLevel.Connect).IsAnonymous);
    }

    private static SecurityAcceptor Acceptor(bool anonymous = false)
    {
        var accounts = new FakeDirectory();
        accounts.Set("alice", "correct horse");
        return new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = accounts, Authority = new LocalAuthority("gate.example.org"),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
            AllowAnonymous = anonymous,
        });
    }

    // gensec's wrap gives signature and sealed message in one run.
    private static void AssertProtects(Gensec peer, SecurityContext ours)
    {
        Assert.Equal(ours.SessionKey.ToArray(), peer.Ask("key").Data);
        for (var i = 0; i < 5; i++)
        {
            var size = ours.TokenSize(Protection.Seal);
            var wrapped = new byte[size + 10];
            "some bytes"u8.CopyTo(wrapped.AsSpan(size));
            ours.Protect(Protection.Seal, new MessageParts(wrapped.AsSpan(size)), wrapped.AsSpan(0, size));
            Assert.Equal("some bytes"u8, peer.Ask("unwrap", wrapped).Data);

            var (_, theirs) = peer.Ask("wrap", "other bytes"u8);
            Assert.Null(ours.Unprotect(Protection.Seal, new MessageParts(theirs.AsSpan(size)), theirs.AsSpan(0, size)));
            Assert.Equal("other bytes"u8, theirs.AsSpan(size));
        }
    }
}
