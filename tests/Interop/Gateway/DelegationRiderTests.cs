using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>Somebody else on the caller's connection, beside it and between its requests.</summary>
public sealed class DelegationRiderTests(DelegationFixture fixture) : DelegatedCallers(fixture)
{
    private const string Rider = """
        import sys, warnings, requests, requests_kerberos
        warnings.simplefilter('ignore')
        url, password = sys.argv[1:3]
        envelope = sys.stdin.read()
        head = {'Content-Type': 'application/soap+xml;charset=UTF-8'}
        ticket = requests_kerberos.HTTPKerberosAuth(mutual_authentication=requests_kerberos.OPTIONAL)
        s = requests.Session(); s.trust_env = False
        def post(auth):
            a = s.post(url, data=envelope, headers=head, auth=auth, verify=False)
            print(a.status_code, 'AccessDenied' in a.text, 'Win32_OperatingSystem' in a.text)
        post(ticket)
        # The same connection, and somebody else's name; then nobody's.
        post(('bob', password))
        post(None)
        s.close()
        s = requests.Session(); s.trust_env = False
        post(None)
        post(('bob', password))
        """;

    private const string Crowd = """
        import sys, warnings, requests, requests_kerberos
        from concurrent.futures import ThreadPoolExecutor
        warnings.simplefilter('ignore')
        envelope = sys.stdin.read()
        head = {'Content-Type': 'application/soap+xml;charset=UTF-8'}
        def post(_):
            s = requests.Session(); s.trust_env = False
            ticket = requests_kerberos.HTTPKerberosAuth(mutual_authentication=requests_kerberos.OPTIONAL)
            a = s.post(sys.argv[1], data=envelope, headers=head, auth=ticket, verify=False)
            s.close()
            return a.status_code if a.status_code == 200 else a.text
        with ThreadPoolExecutor(8) as pool: print(sorted(set(pool.map(post, range(int(sys.argv[2]))))))
        """;

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Many_logons_of_one_caller_at_once_share_a_session()
    {
        Need();
        await PeerProgram.NeedModuleAsync("requests_kerberos", "python3-requests-kerberos");
        // Each request is a connection and a handshake of its own; those to the target are made at the same time with one credential.
        var run = await Fixture.RunAsync(PeerProgram.Python, Enumerate("Win32_TimeZone"), await Fixture.GetTicketsAsync("bob"), "-c",
            Crowd, Url("web1"), "60");
        Assert.True(run.Code == 0, run.Errors);
        Assert.Equal("[200]\n", run.Output);
        // Records of requests, not the alert about so many of them: it tells of other callers' sessions as well.
        var lines = (await Fixture.LogAsync("gate")).Split('\n').Where(line => line.Contains("Win32_TimeZone", StringComparison.Ordinal)
            && line.Contains("\",\"type\":\"request\"", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count >= 60, $"{lines.Count} lines");
        Assert.Single(lines.Select(line => line.Split("\"session\":\"")[1].Split('"')[0]).Distinct());
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Nobody_rides_on_the_callers_credential()
    {
        Need();
        await PeerProgram.NeedModuleAsync("requests_kerberos", "python3-requests-kerberos");
        var cache = await Fixture.GetTicketsAsync("alice");
        var stop = false;
        // Alice works meanwhile, from the same address.
        var working = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop)) await GetWithAsync(cache, "web1", "Win32_Process", Negotiate);
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++)
        {
            var run = await Fixture.RunAsync(PeerProgram.Python, Envelope("Win32_OperatingSystem"), cache, "-c", Rider, Url("web1"),
                DelegationFixture.Password);
            // Alice; bob by his password on her connection; her connection, which is hers; nobody; bob on a connection of his own.
            Assert.True(run.Code == 0, run.Errors);
            Assert.Equal("200 False True\n500 True False\n200 False True\n401 False False\n500 True False\n", run.Output);
        }
        Volatile.Write(ref stop, true);
        await working;
        var lines = (await Fixture.LogAsync("target")).Split('\n');
        Assert.All(lines.Where(line => line.Contains("Win32_OperatingSystem", StringComparison.Ordinal)),
            line => Assert.Contains("\"account\":\"alice-here\"", line, StringComparison.Ordinal));
        Assert.Contains("no delegation: the caller has logged on by Basic", Fixture.GateLog, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task Two_callers_interleaved_have_their_own_identities()
    {
        await Task.WhenAll(WorkAsync("alice", "Win32_OperatingSystem"), WorkAsync("bob", "Win32_LogicalDisk"));
        var lines = (await Fixture.LogAsync("target")).Split('\n');
        foreach (var (name, account) in (ReadOnlySpan<(string, string)>)[
            ("Win32_OperatingSystem", "alice-here"), ("Win32_LogicalDisk", "bob@LAB.TEST")])
        {
            var own = lines.Where(line => line.Contains(name, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(own);
            Assert.All(own, line => Assert.Contains($"\"account\":\"{account}\"", line, StringComparison.Ordinal));
        }

        async Task WorkAsync(string user, string name)
        {
            Need();
            var cache = await Fixture.GetTicketsAsync(user);
            for (var i = 0; i < 10; i++)
            {
                var (status, answer) = await GetWithAsync(cache, "web1", name, Negotiate);
                Assert.True(status == "200", answer);
            }
        }
    }
}
