using System.Net;
using Sekimori.Security.Accounts;
using Sekimori.Security.Ntlm;

namespace Sekimori.Security.Tests.Ntlm;

/// <summary>What an NTLM client says it means (MsvAvTargetName), compared with this host.</summary>
public sealed class TargetNameTests
{
    private static readonly HostNames _host = new(["gate.example.org", "gate", "winrm.example.net"], IPAddress.Parse("192.0.2.10").Equals)
    {
        Domain = "targets.example.org",
    };

    private readonly NtlmPair _pair = new();

    [Theory]
    [InlineData("HTTP/gate")]
    [InlineData("http/GATE.example.org")]
    [InlineData("HTTP/gate.example.org.")]
    [InlineData("HTTP/winrm.example.net")]
    [InlineData("HTTP/gate:5985")]
    [InlineData("cifs/gate")]
    [InlineData("GC/gate.example.org/example.org")]
    [InlineData("gate")]
    [InlineData("HTTP/192.0.2.10")]
    [InlineData("HTTP/192.0.2.10:5985")]
    [InlineData("HTTP/127.0.1.7")]
    [InlineData("HTTP/::1")]
    [InlineData("HTTP/[::1]:5985")]
    [InlineData("HTTP/::ffff:192.0.2.10")]
    [InlineData("HTTP/localhost")]
    [InlineData("HTTP/web1.targets.example.org")]
    [InlineData("HTTP/WEB1.Targets.example.org.:5986")]
    [InlineData("HTTP/LocalHost:5986")]
    [InlineData(null)]
    public void Relaxed_takes_every_name_of_this_host_and_no_name(string? target)
    {
        Check(TargetNameMode.Relaxed, target);
        Assert.Null(_pair.Run().Refusal);
    }

    [Theory]
    [InlineData("HTTP/other")]
    [InlineData("HTTP/targets.example.org")]
    [InlineData("HTTP/.targets.example.org")]
    [InlineData("HTTP/a.web1.targets.example.org")]
    [InlineData("HTTP/web1xtargets.example.org")]
    [InlineData("HTTP/web1.targets.example.org.example.com")]
    [InlineData("HTTP/gate.example.com")]
    [InlineData("HTTP/notgate")]
    [InlineData("HTTP/192.0.2.11")]
    [InlineData("HTTP/2130706433")]
    [InlineData("HTTP/other/gate")]
    [InlineData("HTTP/gate@other")]
    [InlineData("other:gate")]
    [InlineData("HTTP/")]
    [InlineData("/")]
    [InlineData("HTTP/[::1")]
    [InlineData("HTTP/[gate]")]
    public void Relaxed_refuses_another_host(string target)
    {
        Check(TargetNameMode.Relaxed, target);
        Assert.Equal(RefusalReason.WrongTarget, _pair.Run().Refusal?.Reason);
        _pair.Settings = _pair.Settings with { TargetName = new TargetNameCheck(TargetNameMode.Off, _host) };
        Assert.Null(_pair.Run().Refusal);
    }

    [Theory]
    [InlineData("HTTP/gate", null)]
    [InlineData("wsman/gate", null)]
    [InlineData("HOST/gate", null)]
    [InlineData("cifs/gate", "a service that is not served here")]
    [InlineData("gate", "a service that is not served here")]
    [InlineData("HTTP/other", "not this host")]
    [InlineData(null, "names no target")]
    public void Strict_wants_a_name_and_a_service_that_is_served(string? target, string? why)
    {
        Check(TargetNameMode.Strict, target);
        var refusal = _pair.Run().Refusal;
        Assert.Equal(why is null ? null : RefusalReason.WrongTarget, refusal?.Reason);
        if (why is not null) Assert.Contains(why, refusal!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TargetNameMode.Off, false)]
    [InlineData(TargetNameMode.Relaxed, false)]
    [InlineData(TargetNameMode.Strict, true)]
    public void A_name_that_the_client_has_not_verified_says_nothing(TargetNameMode mode, bool isRefused)
    {
        var attributes = new TargetInfo().Set(AvId.TargetName, "HTTP/other").Set(AvFlags.UntrustedTarget);
        Assert.Equal(isRefused, new TargetNameCheck(mode, _host).FindDenialReason(attributes, []) is not null);
        Assert.Equal(mode != TargetNameMode.Off,
            new TargetNameCheck(mode, _host).FindDenialReason(new TargetInfo().Set(AvId.TargetName, "HTTP/other"), []) is not null);
    }

    [Fact]
    public void An_empty_name_is_none() =>
        Assert.Null(new TargetNameCheck(TargetNameMode.Relaxed, _host).FindDenialReason(new TargetInfo().Set(AvId.TargetName, ""), []));

    [Fact]
    public void What_is_refused_and_logged_is_the_same_name_where_a_client_sends_two()
    {
        var attributes = new TargetInfo().Set(AvId.TargetName, "HTTP/other");
        var bytes = attributes.ToArray()[..^4];
        var two = TargetInfo.Read([.. bytes, .. new TargetInfo().Set(AvId.TargetName, "HTTP/gate").ToArray()]);
        Assert.Contains("HTTP/other", new TargetNameCheck(TargetNameMode.Relaxed, _host).FindDenialReason(two, [])!,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_password_is_refused_as_such_whatever_the_target()
    {
        Check(TargetNameMode.Relaxed, "HTTP/other");
        _pair.Credential = new Credentials.PasswordCredential("alice", "", "wrong");
        Assert.Equal(RefusalReason.WrongPassword, _pair.Run().Refusal?.Reason);
    }

    private void Check(TargetNameMode mode, string? target)
    {
        _pair.Settings = _pair.Settings with { TargetName = new TargetNameCheck(mode, _host) };
        _pair.ServerOptions = _pair.ServerOptions with { AcceptedServices = ["HTTP", "WSMAN", "HOST"] };
        _pair.ClientOptions = _pair.ClientOptions with { Target = target };
    }
}
