using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sekimori.App.Tests.Kit;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Channels;
using Sekimori.Security.Credentials;
using Sekimori.Server.Tests.Gateway.Terminated;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>
/// Somebody to whom alice logs on passes her NTLM on to the gate, for CONNECT and for WS-Management: a server with a certificate of its
/// own, one without TLS, one of another name; and whoever changes what she sent. A logon that is hers, unchanged, is let in.
/// </summary>
[Trait("Size", "Large")]
public sealed class RelayedHandshakeTests
{
    // [MS-NLMP] 2.2.1.3: the MIC of an AUTHENTICATE_MESSAGE with a version, and the low byte of its flags.
    private const int MicOffset = 72, MicBytes = 16, FlagsOffset = 60;

    // [MS-NLMP] 2.2.2.5: NTLMSSP_NEGOTIATE_SIGN and NTLMSSP_NEGOTIATE_SEAL, which whoever cannot have the key would rather not have.
    private const byte SignAndSeal = 0x30;

    private static readonly string Gate = $"HTTP/{RunningGate.Here}", Elsewhere = "cifs/files.lab.test";

    public static TheoryData<bool, Relay> All
    {
        get
        {
            var all = new TheoryData<bool, Relay>();
            foreach (var relay in Enum.GetValues<Relay>())
            {
                all.Add(false, relay);
                all.Add(true, relay);
            }
            return all;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_handshake_is_of_one_connection_one_channel_one_target_and_whole(bool isConnect, Relay relay)
    {
        await using var gate = await TerminatedGate.StartAsync();
        await using var stream = await gate.Gate.DialAsync();
        await using var other = await gate.Gate.DialAsync();
        using var certificate = relay is Relay.OtherChannel or Relay.OtherChannelWithoutMic
            ? X509Certificate2.CreateFromPem(Certificates.Pem("gate", TimeSpan.FromDays(1)))
            : X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
        using var alice = new SecurityInitiator(PasswordCredential.Parse("alice", RunningGate.Password)).Initiate(SecurityScheme.Ntlm,
            new ContextOptions
            {
                Level = ProtectionLevel.Connect, Target = relay is Relay.OtherTarget or Relay.OtherTargetWithoutTls ? Elsewhere : Gate,
                Channel = relay == Relay.OtherTargetWithoutTls ? null : ChannelBindings.ForServer(certificate),
            })!;
        var challenge = await LegAsync(stream, alice.Step(default).Token);
        var token = challenge.Split(isConnect ? "NTLM " : "Negotiate ")[1].Split("\r\n")[0];
        var last = alice.Step(Convert.FromBase64String(token)).Token.ToArray();
        if (relay is Relay.WithoutMic or Relay.OtherChannelWithoutMic) last.AsSpan(MicOffset, MicBytes).Clear();
        if (relay == Relay.OtherFlags) last[FlagsOffset] &= unchecked((byte)~SignAndSeal);
        var answer = await LegAsync(relay == Relay.OtherConnection ? other : stream, last);
        Assert.StartsWith($"HTTP/1.1 {(relay == Relay.Own ? 200 : isConnect ? 407 : 401)}", answer, StringComparison.Ordinal);
        var sessions = await gate.LinesAsync("session");
        Assert.Equal(relay == Relay.Own, sessions.Count > 0);

        async Task<string> LegAsync(Stream on, ReadOnlyMemory<byte> bytes)
        {
            var leg = Convert.ToBase64String(bytes.Span);
            var (authority, body) = ($"web1:{gate.Inner.Url.Port}", Envelopes.Get);
            var text = isConnect
                ? $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nProxy-Authorization: NTLM {leg}\r\n\r\n"
                : $"POST /to/web1/wsman HTTP/1.1\r\nHost: {RunningGate.Here}\r\nAuthorization: Negotiate {leg}\r\n" +
                  $"Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: {body.Length}\r\n\r\n{body}";
            await on.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
            return await RunningGate.ReadAsync(on, 15_000, "\r\n\r\n");
        }
    }

    public enum Relay
    {
        Own, OtherConnection, OtherChannel, OtherTarget, OtherTargetWithoutTls, WithoutMic, OtherChannelWithoutMic, OtherFlags,
    }
}
