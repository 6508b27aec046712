using FsCheck;
using FsCheck.Fluent;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;
using Sekimori.Security.Tests.Ntlm;
using Sekimori.Wire;

namespace Sekimori.Security.Tests;

/// <summary>Whatever a peer sends ends in an answer or a named refusal, never in an exception.</summary>
[Trait("Size", "Large")]
public sealed class AnyBytesTests
{
    private static readonly NtlmPair s_pair = Completed();

    private static readonly byte[] s_init = new NegTokenInit([MechOid.Kerberos, MechOid.Ntlm]) { MechToken = s_pair.Negotiate }.ToArray();
    private static readonly byte[] s_response = new NegTokenResp
    {
        State = NegState.AcceptIncomplete, SupportedMech = MechOid.Ntlm, ResponseToken = s_pair.Challenge
    }.ToArray();

    // A PAC's logon information of Windows, as far as Sids reads it: user 500 and groups 513 and 512 of one domain, no names.
    private static readonly byte[] s_logonInfo = LogonInfoTests.Bytes;

    [Fact]
    public void Of_a_first_NTLM_message() =>
        Check(s_pair.Negotiate, bytes => new NtlmAcceptor(s_pair.Settings, s_pair.ServerOptions).Step(bytes));

    [Fact]
    public void Of_a_challenge() => Check(s_pair.Challenge, bytes =>
    {
        var client = new NtlmInitiator(s_pair.Credential, s_pair.ClientOptions);
        client.Step(default);
        return client.Step(bytes);
    });

    [Fact]
    public void Of_a_last_NTLM_message() => Check(s_pair.Authenticate, bytes =>
    {
        s_pair.Time.Pass(TimeSpan.FromHours(1)); // or the throttle would answer for the reader
        var server = new NtlmAcceptor(s_pair.Settings, s_pair.ServerOptions);
        server.Step(s_pair.Negotiate);
        return server.Step(bytes);
    });

    [Fact]
    public void Of_a_first_SPNEGO_token() => Check(s_init, bytes =>
        new SpnegoAcceptor([SecurityScheme.Ntlm], _ => new NtlmAcceptor(s_pair.Settings, s_pair.ServerOptions)).Step(bytes));

    [Fact]
    public void Of_a_SPNEGO_answer() => Check(s_response, bytes =>
    {
        var client = new SpnegoInitiator([SecurityScheme.Ntlm], _ => new NtlmInitiator(s_pair.Credential, s_pair.ClientOptions));
        client.Step(default);
        return client.Step(bytes);
    });

    [Fact]
    public void Of_a_further_SPNEGO_token() =>
        Check(new NegTokenResp { ResponseToken = s_pair.Authenticate, MechListMic = new byte[16] }.ToArray(), bytes =>
    {
        s_pair.Time.Pass(TimeSpan.FromHours(1));
        var server = new SpnegoAcceptor([SecurityScheme.Ntlm], _ => new NtlmAcceptor(s_pair.Settings, s_pair.ServerOptions));
        server.Step(s_init);
        return server.Step(bytes);
    });

    [Fact]
    public void Of_a_ticket() => Check(ApRequestViewTests.Bytes, bytes =>
    {
        if (ApRequestView.TryRead(bytes, out var request)) _ = (request.Target, request.Realm, request.Service);
        return default;
    });

    [Fact]
    public void Of_a_PAC() => Check(s_logonInfo, bytes =>
    {
        try
        {
            _ = LogonInfo.Sids(bytes, out _);
        }
        catch (MalformedException)
        {
            // the named fact
        }

        return default;
    });

    private static void Check(byte[] valid, Func<byte[], StepResult> read)
    {
        var changed = from at in Gen.Choose(0, valid.Length - 1)
                      from value in Gen.Choose(0, 255)
                      from second in Gen.Choose(0, valid.Length - 1)
                      from length in Gen.Choose(0, valid.Length)
                      from kind in Gen.Choose(0, 3)
                      select Change(valid, at, (byte)value, second, length, kind);
        Prop.ForAll(Arb.From(Gen.OneOf(changed, ArbMap.Default.GeneratorFor<byte[]>())), bytes =>
        {
            var result = read(bytes);
            return result.State != StepState.Refused || result.Refusal is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static byte[] Change(byte[] valid, int at, byte value, int second, int length, int kind)
    {
        var bytes = valid.ToArray();
        bytes[at] = value;
        if (kind == 1) bytes[second] = 0xff;
        return kind switch
        {
            2 => bytes[..length],
            3 => [.. bytes[..length], .. bytes],
            _ => bytes,
        };
    }

    private static NtlmPair Completed()
    {
        var pair = new NtlmPair();
        pair.Run();
        return pair;
    }
}
