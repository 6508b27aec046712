namespace Sekimori.Interop.Rpc;

/// <summary>Samba's suites against our server.</summary>
[Trait("Peer", "smbtorture")]
public sealed class SmbtortureTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Administrator = @"LAB\Administrator%Passw0rd.Lab1";

    [Theory]
    [InlineData("rpc.epmapper", 5)]
    [InlineData("rpc.mgmt", 1)]
    [InlineData("rpc.echo", 10)]
    [InlineData("rpc.altercontext", 1)]
    public Task Anonymous_suites_pass(string suite, int count) => Smbtorture.PassesAsync($"ncacn_ip_tcp:{fixture.Address}", suite, count);

    [Theory]
    [InlineData("bigendian")]
    [InlineData("ndr64")]
    [InlineData("padcheck")]
    public Task Anonymous_echo_passes_with(string option) => Smbtorture.PassesAsync($"ncacn_ip_tcp:{fixture.Address}[{option}]", "rpc.echo", 10);

    [Theory]
    [InlineData("connect,ntlm")]
    [InlineData("sign,ntlm")]
    [InlineData("seal,ntlm")]
    [InlineData("seal,ntlm,bigendian")]
    [InlineData("seal,ntlm,ndr64")]
    [InlineData("seal,ntlm,padcheck")]
    [InlineData("sign,spnego,ntlm")]
    [InlineData("seal,spnego,ntlm")]
    public Task Authenticated_echo_passes_with(string options) => Smbtorture.PassesAsync($"ncacn_ip_tcp:{fixture.Address}[{options}]", "rpc.echo", 10, Administrator);

    [Theory]
    [InlineData("rpc.bind", 9)]
    [InlineData("rpc.objectuuid", 1)]
    [InlineData("rpc.altercontext", 1)]
    [InlineData("rpc.epmapper", 5)]
    public Task Authenticated_suites_pass(string suite, int count) => Smbtorture.PassesAsync($"ncacn_ip_tcp:{fixture.Address}", suite, count, Administrator);

    [Theory]
    [InlineData("connect")]
    [InlineData("sign")]
    [InlineData("seal")]
    [InlineData("sign,spnego")]
    [InlineData("seal,spnego")]
    [InlineData("seal,ndr64")]
    public Task Echo_with_kerberos_passes_with(string options)
    {
        HostFixture.NeedRealm();
        return Smbtorture.PassesAsync($"ncacn_ip_tcp:{fixture.Address}[{options},krb5,target_hostname=dc1.lab.test]", "rpc.echo", 10, "Administrator@LAB.TEST%Passw0rd.Lab1");
    }

    [Fact]
    public async Task Handles_belong_to_group_and_interface()
    {
        var (outcomes, output) = await Smbtorture.RunAsync($"ncacn_ip_tcp:{fixture.Address}", "rpc.handles");
        Assert.DoesNotContain("skipping", output);
        Assert.Equal(6, outcomes.Count);
        // lsarpc-shared of Samba 4.17 compares an old variable: it wants the calls behind "open a new policy handle on p3" to have failed as the Close before them did,
        // after it has seen that they succeeded. No server that opens policies passes; Samba itself is skipped there. SharedHandleTests does what it means to do.
        Assert.All(outcomes.Where(one => one.Key != "lsarpc-shared"), one => Assert.Equal("success", one.Value));
        Assert.True(outcomes["lsarpc-shared"] == "success" || output.Contains("expected NT_STATUS_OK: use policy handle on p1"), output);
    }
}
