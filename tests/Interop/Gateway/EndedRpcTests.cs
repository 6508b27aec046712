namespace Sekimori.Interop.Gateway;

/// <summary>
/// RPC that ends at the gate: a caller with an account of the gate alone gets from unmodified tools what the controller's administrator
/// gets beside it, line by line.
/// </summary>
[Trait("Peer", "samba")]
[Collection(GatewayCollection.Name)]
public sealed class EndedRpcTests(GatewayFixture fixture)
{
    private const string Secret = "Passw0rd.Lab1";

    [Theory]
    [InlineData("enumdomusers")]
    [InlineData("enumdomgroups")]
    [InlineData("querydominfo")]
    [InlineData("querydispinfo")]
    [InlineData("queryuser 0x1f4")]
    [InlineData("queryusergroups 0x1f4")]
    [InlineData("querygroupmem 0x200")]
    [InlineData("getdompwinfo")]
    [InlineData("dsgetdcinfo LAB.TEST")]
    [InlineData("dscracknames 7 2 LAB\\Administrator")]
    public async Task Rpcclient(string command) =>
        Assert.StartsWith("0\n", await CompareAsync(command), StringComparison.Ordinal);

    // Samba takes lsarpc over TCP from a secure channel only: the answer is the same.
    [Theory]
    [InlineData("lsaquery")]
    [InlineData("enumprivs")]
    [InlineData("enumtrust")]
    [InlineData("lookupnames Administrator")]
    [InlineData("lookupsids S-1-5-32-544")]
    [InlineData("lsaenumsid")]
    public async Task What_the_controller_denies_is_denied_the_same_way(string command) =>
        Assert.Equal("1\nresult was NT_STATUS_ACCESS_DENIED\n", await CompareAsync(command));

    [Fact]
    public async Task The_targets_password_and_less_protection_are_of_no_use_at_the_gate()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        const string found = "user:[Administrator]", command = "enumdomusers";
        Assert.Contains(found, await AskAsync(true, GatewayFixture.Ended, GatewayFixture.Alice, command), StringComparison.Ordinal);
        Assert.DoesNotContain(found, await AskAsync(true, GatewayFixture.Ended, $@"LAB\Administrator%{Secret}", command),
            StringComparison.Ordinal);
        foreach (var options in (string[])["[sign]", "[connect]", ""])
        {
            Assert.DoesNotContain(found, await AskAsync(true, GatewayFixture.Ended, GatewayFixture.Alice, command, options),
                StringComparison.Ordinal);
        }
        Assert.DoesNotContain(Secret, await fixture.LogAsync(), StringComparison.Ordinal);
    }

    private async Task<string> CompareAsync(string command)
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        var direct = await AskAsync(false, GatewayFixture.Inside, $@"LAB\Administrator%{Secret}", command);
        Assert.Equal(direct, await AskAsync(true, GatewayFixture.Ended, GatewayFixture.Alice, command));
        return direct;
    }

    private async Task<string> AskAsync(bool isOutside, string host, string user, string command, string options = "[seal]")
    {
        var (code, output, errors) = await fixture.RunAsync(
            isOutside, "rpcclient", "-U", user, $"ncacn_ip_tcp:{host}{options}", "-c", command);
        return FollowTests.Times().Replace($"{code}\n{output}{errors}".Replace(host, "HOST", StringComparison.Ordinal), "TIME");
    }
}
