using System.Globalization;
using Sekimori.App.Tests.Kit;
using Sekimori.Interop.WsMan;

namespace Sekimori.Interop.Gateway;

/// <summary>Each client by each way to a target that it has. What it has not is in docs/gateway.md.</summary>
/// <remarks>Debian's clients name no channel over TLS with NTLM, which the target demands: by CONNECT, TLS ends there.</remarks>
public sealed class EachWayTests(TerminatedFixture fixture) : IClassFixture<TerminatedFixture>
{
    private const string HostName = "web1.gate.lab.test", Said = "each-way";

    private const string Identify = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><i:Identify
        xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>
        """;

    [Theory]
    [Trait("Peer", "curl")]
    [InlineData(TargetWay.Path, "basic")]
    [InlineData(TargetWay.Path, "ntlm")]
    [InlineData(TargetWay.Host, "ntlm")]
    [InlineData(TargetWay.User, "ntlm")]
    [InlineData(TargetWay.Connect, "basic")]
    public async Task Curl(TargetWay way, string scheme)
    {
        PeerProgram.Need("curl", "curl");
        var (url, user, password) = Of(way);
        var run = await RunAsync(way, "curl", ["-sk", "--proxy-insecure", "--" + scheme, "-u", $"{user}:{password}", "-H",
            "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", Identify, url]);
        Assert.Contains("ProductVendor>Sekimori", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Peer", "pywinrm")]
    [InlineData(TargetWay.Path, "ntlm")]
    [InlineData(TargetWay.Host, "ntlm")]
    [InlineData(TargetWay.User, "ntlm")]
    [InlineData(TargetWay.Connect, "basic")]
    public Task Pywinrm(TargetWay way, string scheme) => PywinrmAsync(way, scheme, """
        from winrm.protocol import Protocol
        p = Protocol(endpoint=url, transport=scheme, username=user, password=password, server_cert_validation='ignore')
        shell = p.open_shell()
        command = p.run_command(shell, f'echo {said}; exit 7')
        out, err, code = p.get_command_output(shell, command)
        p.cleanup_command(shell, command)
        p.close_shell(shell)
        """);

    [Theory]
    [Trait("Peer", "pywinrm")]
    [InlineData(TargetWay.Host, "ntlm")]
    [InlineData(TargetWay.User, "ntlm")]
    [InlineData(TargetWay.Connect, "basic")]
    public Task Pywinrms_session(TargetWay way, string scheme) => PywinrmAsync(way, scheme, """
        from winrm import Session
        answer = Session(url, auth=(user, password), transport=scheme, server_cert_validation='ignore').run_cmd(f'echo {said}; exit 7')
        out, code = answer.std_out, answer.status_code
        """);

    [Theory]
    [Trait("Peer", "ansible")]
    [InlineData(TargetWay.Path, "basic")]
    [InlineData(TargetWay.Path, "ntlm")]
    [InlineData(TargetWay.Host, "ntlm")]
    [InlineData(TargetWay.User, "ntlm")]
    [InlineData(TargetWay.Connect, "basic")]
    public async Task Ansible(TargetWay way, string scheme)
    {
        PeerProgram.Need("ansible", "ansible-core");
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var (url, user, password) = Of(way);
        using var folder = new TemporaryFolder();
        var inventory = Path.Combine(folder.Path, "inventory");
        File.WriteAllText(inventory,
            $"w ansible_host={new Uri(url).Host} ansible_port={new Uri(url).Port} ansible_connection=winrm " +
            $"ansible_winrm_path={new Uri(url).AbsolutePath} ansible_winrm_transport={scheme} ansible_winrm_scheme=https " +
            $"ansible_winrm_server_cert_validation=ignore ansible_user={user} ansible_password={password}\n");
        var run = await RunAsync(way, "ansible", ["-i", inventory, "w", "-m", "raw", "-a", "uname -s"],
            ("ANSIBLE_HOME", folder.Path), ("HOME", folder.Path), ("PYTHONWARNINGS", "ignore"),
            ("OPENSSL_CONF", await Peer.LegacyOpenSslAsync()));
        // The command goes to "powershell", which this target does not have: its answer is the shell's.
        Assert.Contains("rc=127", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Peer", "go")]
    [InlineData(TargetWay.Host, "basic")]
    [InlineData(TargetWay.Host, "ntlm")]
    [InlineData(TargetWay.User, "ntlm")]
    [InlineData(TargetWay.Connect, "basic")]
    public async Task Go(TargetWay way, string scheme)
    {
        using var folder = new TemporaryFolder();
        var client = await GoClientTests.BuildAsync(folder.Path);
        var (url, user, password) = Of(way);
        var run = await RunAsync(
            way, client, [new Uri(url).Host, new Uri(url).Port.ToString(CultureInfo.InvariantCulture), user, password, scheme]);
        Assert.True(run.Code == 0, run.Errors);
        Assert.Equal(GoClientTests.Output, run.Output);
    }

    [Theory]
    [InlineData(TargetWay.Path)]
    [InlineData(TargetWay.Host)]
    [InlineData(TargetWay.User)]
    [InlineData(TargetWay.Connect)]
    public async Task Our_own_client(TargetWay way)
    {
        var (url, user, password) = Of(way);
        var fingerprint = way == TargetWay.Connect ? fixture.TargetFingerprint : fixture.GateCertificate.Fingerprint;
        // The certificate of a proxy must be one that the system trusts.
        var run = await RunAsync(way, Command.Program, ["shell", url, "--user", user, "--fingerprint", fingerprint, "--",
            $"echo {Said}; exit 7"], ("SSL_CERT_FILE", fixture.GateCertificate.File), ("SEKIMORI_PASSWORD", password));
        Assert.True(run.Code == 7, run.Errors);
        Assert.Equal(Said + "\n", run.Output);
    }

    private async Task PywinrmAsync(TargetWay way, string scheme, string script)
    {
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var (url, user, password) = Of(way);
        var run = await RunAsync(way, PeerProgram.Python, ["-c", $"""
            import sys, warnings
            warnings.simplefilter('ignore')
            url, user, password, scheme, said = sys.argv[1:]
            {script}
            print(out, code)
            """, url, user, password, scheme, Said], ("OPENSSL_CONF", await Peer.LegacyOpenSslAsync()));
        Assert.True(run.Code == 0, run.Errors);
        Assert.Equal($"b'{Said}\\n' 7\n", run.Output);
    }

    private (string Url, string User, string Password) Of(TargetWay way) => way switch
    {
        TargetWay.Path => (fixture.Url, "alice", TerminatedFixture.Password),
        TargetWay.Host => ($"https://{HostName}:{fixture.Port}/wsman", "alice", TerminatedFixture.Password),
        TargetWay.User => ($"https://{TerminatedFixture.Address}:{fixture.Port}/wsman", "alice+web1", TerminatedFixture.Password),
        _ => ($"https://web1:{fixture.TargetPort}/wsman", "svc-gate", TerminatedFixture.Secret),
    };

    // By host name it has a file of hosts of its own; by CONNECT the proxy is in its environment, and nobody else resolves the name.
    private async Task<(int Code, string Output, string Errors)> RunAsync(
        TargetWay way, string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(one => one.Name, one => one.Value);
        if (way == TargetWay.Connect)
        {
            var proxy = $"https://alice:{TerminatedFixture.Password}@{TerminatedFixture.Address}:{fixture.Port}";
            (variables["HTTPS_PROXY"], variables["https_proxy"]) = (proxy, proxy);
        }
        if (way != TargetWay.Host) return await PeerProgram.RunAsync(program, arguments, environment: variables);
        if (!Environment.IsPrivilegedProcess) Assert.Skip("a name for one program alone needs a mount namespace, and so root");
        using var folder = new TemporaryFolder();
        var hosts = Path.Combine(folder.Path, "hosts");
        File.WriteAllText(hosts, $"{TerminatedFixture.Address} {HostName}\n");
        return await PeerProgram.RunAsync("unshare",
            ["-m", "sh", "-c", $"mount --bind {hosts} /etc/hosts && exec \"$@\"", "sh", program, .. arguments], environment: variables);
    }
}
