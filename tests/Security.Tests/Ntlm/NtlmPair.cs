using System.Net;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Tests.Accounts;

namespace Sekimori.Security.Tests.Ntlm;

/// <summary>A client and a server of NTLM that meet in memory.</summary>
internal sealed class NtlmPair
{
    public FakeDirectory Accounts { get; } = new();

    public FakeTime Time { get; } = new();

    public SecurityAcceptorSettings Settings { get; set; }

    public ContextOptions ClientOptions { get; set; } = new();

    public ContextOptions ServerOptions { get; set; } = new() { Remote = new IPEndPoint(IPAddress.Loopback, 4242) };

    public Credential Credential { get; set; } = new PasswordCredential("alice", "", "correct horse");

    public NtlmInitiator Client { get; private set; } = null!;

    public NtlmAcceptor Server { get; private set; } = null!;

    public byte[] Negotiate { get; set; } = null!;

    public byte[] Challenge { get; set; } = null!;

    public byte[] Authenticate { get; set; } = null!;

    public NtlmPair()
    {
        Accounts.Set("alice", "correct horse");
        Settings = new SecurityAcceptorSettings
        {
            Accounts = Accounts, Authority = new LocalAuthority("gate.example.org", "LAB"),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), Time), Time = Time,
        };
    }

    public ProtectionLevel Level
    {
        set
        {
            ClientOptions = ClientOptions with { Level = value };
            ServerOptions = ServerOptions with { Level = value };
        }
    }

    /// <summary>Runs the handshake; each hook may change what goes over.</summary>
    public StepResult Run(Func<byte[], byte[]>? negotiate = null, Func<byte[], byte[]>? challenge = null,
        Func<byte[], byte[]>? authenticate = null)
    {
        Client = new NtlmInitiator(Credential, ClientOptions, Time);
        Server = new NtlmAcceptor(Settings, ServerOptions);
        Negotiate = Client.Step(default).Token.ToArray();
        if (negotiate is not null) Negotiate = negotiate(Negotiate);
        var second = Server.Step(Negotiate);
        if (second.State == StepState.Refused) return second;
        Challenge = second.Token.ToArray();
        if (challenge is not null) Challenge = challenge(Challenge);
        var third = Client.Step(Challenge);
        if (third.State == StepState.Refused) return third;
        Authenticate = third.Token.ToArray();
        if (authenticate is not null) Authenticate = authenticate(Authenticate);
        return Server.Step(Authenticate);
    }
}
