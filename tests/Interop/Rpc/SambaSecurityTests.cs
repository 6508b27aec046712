using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Samples.DomainUsers;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Interop.Rpc;

/// <summary>Our client, authenticated, against a Samba AD DC.</summary>
[Trait("Peer", "samba")]
public sealed class SambaSecurityTests(SambaFixture fixture) : IClassFixture<SambaFixture>
{
    private const string User = @"LAB\Administrator", Password = "Passw0rd.Lab1";
    private const uint MaximumAllowed = 0x0200_0000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(Schemes))]
    public async Task Users_are_listed(SecurityScheme scheme, ProtectionLevel level, bool isNdr64Offered)
    {
        fixture.Need();
        var options = new RpcClientOptions
        {
            Security = new SecurityInitiator(
                PasswordCredential.Parse(scheme == SecurityScheme.Ntlm ? User : "Administrator@LAB.TEST", Password)),
            Scheme = scheme, Level = level, Target = "host/dc1.lab.test",
            TransferSyntaxes = isNdr64Offered ? [SyntaxId.Ndr64, SyntaxId.Ndr20] : [SyntaxId.Ndr20],
        };
        var (client, channel) = await RpcClient.ConnectAsync(new RpcBinding(SambaFixture.Address), ISamr.Info.Id, options, Token);
        await using var connected = client;
        var samr = new SamrClient(channel);
        var server = await samr.SamrConnect2Async(null, MaximumAllowed, Token);
        Assert.Equal(0u, server.Status);
        var domains = await samr.SamrEnumerateDomainsInSamServerAsync(server.Handle, 0, uint.MaxValue, Token);
        Assert.Equal(["LAB", "BUILTIN"], domains.Buffer!.Buffer!.Select(domain => domain.Name.ToString()));
        var id = await samr.SamrLookupDomainInSamServerAsync(server.Handle, domains.Buffer.Buffer![0].Name, Token);
        var domain = await samr.SamrOpenDomainAsync(server.Handle, MaximumAllowed, id.DomainId!, Token);
        var users = await samr.SamrEnumerateUsersInDomainAsync(domain.Handle, 0, 0, uint.MaxValue, Token);
        Assert.Contains("Administrator", users.Buffer!.Buffer!.Select(user => user.Name.ToString()));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        fixture.Need();
        var options = new RpcClientOptions { Security = new SecurityInitiator(PasswordCredential.Parse(User, "wrong")) };
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            var (client, channel) = await RpcClient.ConnectAsync(new RpcBinding(SambaFixture.Address), ISamr.Info.Id, options, Token);
            await using var connected = client;
            await new SamrClient(channel).SamrConnect2Async(null, MaximumAllowed, Token);
        });
    }

    [Fact]
    public async Task The_sample_lists_users_and_names()
    {
        fixture.Need();
        var local = Path.Combine(Environment.GetEnvironmentVariable("SAMBA_DC_DIR") ?? Path.Combine(Path.GetTempPath(), "samba-dc"),
            "ncalrpc", "DEFAULT");
        if (!File.Exists(local))
            Assert.Skip($"{local}, Samba's local transport, is not there: over TCP it takes LSA calls from domain members only.");
        var (code, output) = await Peer.RunAsync(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "Sekimori.Samples.DomainUsers.dll"), SambaFixture.Address, User, Password,
            $"ncalrpc:[{local}]");
        Assert.True(code == 0, output);
        Assert.Contains(@"LAB\Administrator S-1-5-21-", output);
        Assert.Contains(@"S-1-5-32-544 is the Alias BUILTIN\Administrators", output);
        Assert.Contains(@"-500 is the User LAB\Administrator", output);
    }

    [Fact]
    public async Task Spnego_agrees_on_ntlm_where_there_is_no_realm()
    {
        fixture.Need();
        var options = new RpcClientOptions
        {
            Security = new SecurityInitiator(PasswordCredential.Parse(User, Password)), Scheme = SecurityScheme.Spnego
        };
        var (client, channel) = await RpcClient.ConnectAsync(new RpcBinding(SambaFixture.Address), ISamr.Info.Id, options, Token);
        await using var connected = client;
        Assert.Equal(0u, (await new SamrClient(channel).SamrConnect2Async(null, MaximumAllowed, Token)).Status);
    }

    /// <summary>
    /// Every scheme at every level that protects messages. Samba speaks NDR20 only and chooses it where both are offered.
    /// </summary>
    public sealed class Schemes : TheoryData<SecurityScheme, ProtectionLevel, bool>
    {
        public Schemes()
        {
            foreach (var scheme in (SecurityScheme[])[SecurityScheme.Ntlm, SecurityScheme.Spnego, SecurityScheme.Kerberos])
                foreach (var level in (ProtectionLevel[])[ProtectionLevel.Packet, ProtectionLevel.Integrity, ProtectionLevel.Privacy])
                    foreach (var isNdr64Offered in (bool[])[false, true])
                        Add(scheme, level, isNdr64Offered);
        }
    }
}
