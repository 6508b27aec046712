using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Linux.Host;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Shells;
using Sekimori.Linux.Shells.Keeper;

namespace Sekimori.Linux.Tests;

/// <summary>
/// Every method and change of docs/objects.md through a keeper that believes its own file alone. The server's side claims to be an
/// administrator throughout.
/// </summary>
[Trait("Size", "Large")]
public sealed class KeeperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-").FullName;
    private readonly Stand _stand = new();
    private readonly List<string> _log = [];
    private readonly Dictionary<string, KeeperAccount> _accounts = new(StringComparer.Ordinal)
    {
        ["reader"] = new("reader", 1, Role.Reader, true, "games"),
        ["operator"] = new("operator", 2, Role.Operator, true, "games"),
        ["gone"] = new("gone", 3, Role.Administrator, false, "root"),
        ["unmapped"] = new("unmapped", 4, Role.Operator, true, null),
        ["servers"] = new("servers", 5, Role.Operator, true, "nobody"),
        ["administrator"] = new("administrator", 6, Role.Administrator, true, "root"),
    };

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly PrivilegedKeeper _keeper;
    private readonly ObjectManager _manager;
    private readonly KeeperWork _work;

    public KeeperTests()
    {
        if (!UnixUser.Current.IsRoot) Assert.Skip("a keeper is root, and these tests are not");
        File.WriteAllText(Path.Combine(_folder, "environment"), "LANG=C\n");
        File.WriteAllText(Path.Combine(_folder, "passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        File.WriteAllText(Path.Combine(_folder, "shadow"), "root:$6$secret$hash:19000:0:90:7:::\n");
        var paths = new LinuxPaths { Etc = _folder };
        var path = Path.Combine(_folder, "keeper.sock");
        var duties = new KeeperDuties
        {
            ServerUser = UnixUser.Find("nobody")!.Id,
            Find = name => _accounts.GetValueOrDefault(name.Name) is { } account && account.Number == name.Number ? account : null,
            Log = line => { lock (_log) _log.Add(line); },
            Shells = new ShellSettings { KeeperCommand = ShellKeeper.ThisProgram, Instance = 1 },
            Paths = paths,
            Services = _stand,
            Power = _stand,
            Limits = new CreateLimits(2, null),
            MayBind = (_, port) => port == 135,
            Bind = (address, port) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.1.6"), 0));
                return socket;
            },
        };
        _work = new KeeperWork(duties);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        new Thread(() => new KeeperSession(duties, _work, _listener.Accept(), Environment.ProcessId).Run()) { IsBackground = true }.Start();
        _keeper = new PrivilegedKeeper(path);
        _manager = new ObjectManagerBuilder().AddLinux(
            new LinuxSources { Keeper = _keeper, Paths = paths with { Proc = "/proc" }, Services = _stand }).Build();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _keeper.Dispose();
        _listener.Dispose();
        _work.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Create_runs_as_the_user_of_the_keepers_file_whatever_the_server_says()
    {
        // The server's copy says root.
        var id = await CreateAsync("operator", "sleep 300");
        Assert.Contains($"Uid:\t{UnixUser.Find("games")!.Id}\t", File.ReadAllText($"/proc/{id}/status"), StringComparison.Ordinal);
        Assert.Equal(0, await InvokeAsync("operator", Process(id), "Terminate"));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("disabled")]
    [InlineData("demoted")]
    [InlineData("remapped")]
    public async Task What_Create_started_ends_once_the_keepers_file_says_so(string change)
    {
        var id = await CreateAsync("operator", "sleep 300");
        var account = _accounts["operator"];
        if (change == "removed") _accounts.Remove("operator");
        else
        {
            _accounts["operator"] = change switch
            {
                "disabled" => account with { Enabled = false },
                "demoted" => account with { Role = Role.Reader },
                _ => account with { UnixUser = "root" },
            };
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (Directory.Exists($"/proc/{id}") && clock.Elapsed < TimeSpan.FromSeconds(30)) await Task.Delay(25, Token);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"it took {clock.Elapsed}");
        // The line comes once the table of processes was seen empty of it, three times.
        for (var tries = 0; tries < 400 && !IsLogged(); tries++) await Task.Delay(25, Token);
        Assert.True(IsLogged(), "no line about it");

        bool IsLogged()
        {
            lock (_log) return _log.Exists(line => line.Contains($"ended the process {id} of operator", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("gone")]
    [InlineData("unmapped")]
    [InlineData("servers")]
    [InlineData("nobody-knows")]
    public async Task Create_is_refused_to_whoever_the_keepers_file_does_not_allow_it(string account)
    {
        var refused = await Assert.ThrowsAsync<CimException>(() => CreateAsync(account, "true"));
        Assert.Equal(CimStatus.AccessDenied, refused.Status);
        Assert.Contains(_log, line => line.Contains($"Create account={account}", StringComparison.Ordinal)
            && line.Contains("Refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_that_has_the_name_of_one_that_was_removed_gets_nothing_of_it()
    {
        foreach (var namesake in (KeeperAccountName[])[
            new("administrator", 77), new("administrator", 0), new("ADMINISTRATOR\n#6 verdict=Done", _accounts["administrator"].Number)])
        {
            var refused = await Assert.ThrowsAsync<CimException>(
                async () => await _manager.InvokeAsync(
                Host.Space, CimObjectPath.Class("Win32_Process"), "Create", [new("CommandLine", "true")], As(namesake), Token));
            Assert.Equal(CimStatus.AccessDenied, refused.Status);
            Assert.Equal(KeeperVerdict.Refused,
                (await _keeper.AskAsync(PrivilegedOrder.Power, namesake, writer => writer.Write(true))).Verdict);
        }

        Assert.Empty(_stand.Done);
        lock (_log) Assert.All(_log, line => Assert.DoesNotContain('\n', line));
    }

    [Fact]
    public async Task Create_is_inside_the_quota_and_starts_anew_when_processes_have_ended()
    {
        var ids = new[] { await CreateAsync("operator", "sleep 300"), await CreateAsync("operator", "sleep 300") };
        var full = await Assert.ThrowsAsync<CimException>(() => CreateAsync("operator", "sleep 300"));
        Assert.Equal(CimStatus.QuotaViolation, full.Status);
        foreach (var id in ids) Assert.Equal(0, await InvokeAsync("operator", Process(id), "Terminate"));
    }

    [Fact]
    public async Task An_operator_ends_no_process_of_another_user_and_nobody_ends_the_server()
    {
        var id = await CreateAsync("administrator", "sleep 300");
        Assert.Equal(2, await InvokeAsync("operator", Process(id), "Terminate"));
        Assert.Equal(2, await InvokeAsync("operator", Process(1), "Terminate"));
        Assert.Equal(2, await InvokeAsync("administrator", Process((uint)Environment.ProcessId), "Terminate"));
        Assert.Equal(0, await InvokeAsync("operator", Process(id), "GetOwner"));
        Assert.Equal(0, await InvokeAsync("administrator", Process(id), "Terminate"));
    }

    [Fact]
    public async Task Deleting_a_process_ends_it_and_is_an_administrators()
    {
        var id = await CreateAsync("administrator", "sleep 300");
        await Assert.ThrowsAsync<CimException>(async () => await _manager.DeleteAsync(Host.Space, Process(id), As("operator"), Token));
        await _manager.DeleteAsync(Host.Space, Process(id), As("administrator"), Token);
    }

    [Theory]
    [InlineData("StopService", "Stop running", "running")]
    [InlineData("StartService", "Start stopped", "stopped")]
    [InlineData("ChangeStartMode", "Automatic stopped", "stopped")]
    public async Task Services_are_changed_for_administrators_alone(string method, string done, string service)
    {
        var target = CimObjectPath.Of("Win32_Service", "Name", service);
        KeyValuePair<string, CimValue>[] arguments = method == "ChangeStartMode" ? [new("StartMode", "Automatic")] : [];
        Assert.Equal(2, await InvokeAsync("operator", target, method, arguments));
        Assert.Empty(_stand.Done);
        Assert.Equal(0, await InvokeAsync("administrator", target, method, arguments));
        Assert.Equal([done], _stand.Done);
    }

    [Theory]
    [InlineData("Reboot")]
    [InlineData("Shutdown")]
    public async Task The_host_is_restarted_and_turned_off_for_administrators_alone(string method)
    {
        var target = CimObjectPath.Class("Win32_OperatingSystem");
        Assert.NotEqual(0, await InvokeAsync("operator", target, method));
        Assert.Empty(_stand.Done);
        Assert.Equal(0, await InvokeAsync("administrator", target, method));
        Assert.Equal([method], _stand.Done);
    }

    [Theory]
    [InlineData("Automatic")]
    [InlineData("Manual")]
    [InlineData("Disabled")]
    public async Task A_service_starts_as_an_administrator_says(string mode)
    {
        Assert.Equal(
            0,
            await InvokeAsync("administrator", CimObjectPath.Of("Win32_Service", "Name", "stopped"), "ChangeStartMode",
            new KeyValuePair<string, CimValue>("StartMode", mode)));
        Assert.Equal([$"{mode} stopped"], _stand.Done);
    }

    [Fact]
    public async Task Variables_are_made_changed_and_deleted_for_administrators_alone()
    {
        KeyValuePair<string, CimValue>[] variable = [new("Name", "EDITOR"), new("VariableValue", "vi")];
        var refused = await Assert.ThrowsAsync<CimException>(async () =>
            await _manager.CreateAsync(Host.Space, "Win32_Environment", variable, As("operator"), Token));
        Assert.Equal(CimStatus.AccessDenied, refused.Status);
        var path = await _manager.CreateAsync(Host.Space, "Win32_Environment", variable, As("administrator"), Token);
        Assert.Contains("EDITOR=vi", File.ReadAllText(Path.Combine(_folder, "environment")), StringComparison.Ordinal);
        await Assert.ThrowsAsync<CimException>(async () =>
            await _manager.PutAsync(Host.Space, path, [new("VariableValue", "ed")], As("operator"), Token));
        await _manager.PutAsync(Host.Space, path, [new("VariableValue", "ed")], As("administrator"), Token);
        Assert.Contains("EDITOR=ed", File.ReadAllText(Path.Combine(_folder, "environment")), StringComparison.Ordinal);
        await Assert.ThrowsAsync<CimException>(async () => await _manager.DeleteAsync(Host.Space, path, As("operator"), Token));
        await _manager.DeleteAsync(Host.Space, path, As("administrator"), Token);
        Assert.Equal("LANG=C\n", File.ReadAllText(Path.Combine(_folder, "environment")));
    }

    [Fact]
    public async Task What_shadow_says_of_passwords_comes_without_their_hashes()
    {
        var reply = await _keeper.AskAsync(PrivilegedOrder.Passwords, NameOf("reader"));
        Assert.Equal("root:x:90:0:", reply.Text);
        Assert.Equal(KeeperVerdict.Refused, (await _keeper.AskAsync(PrivilegedOrder.Passwords, NameOf("nobody-knows"))).Verdict);
        var root =
            (await (await _manager.QueryAsync(
            Host.Space, "SELECT * FROM Win32_UserAccount WHERE Name = 'root'", As("reader"), Token)).Instances.ToListAsync(Token)).Single();
        Assert.True(root["PasswordExpires"].AsBoolean);
    }

    [Fact]
    public async Task Files_are_looked_at_as_the_user_of_the_keepers_file_whatever_the_server_says()
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        var secret = Path.Combine(_folder, "secret");
        var open = Path.Combine(_folder, "open");
        Directory.CreateDirectory(secret, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(secret, "file"), "x");
        File.WriteAllText(open, "four");
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        // The server's copy says root for each of them.
        Assert.Empty(await Files("reader", $"Name = '{secret}/file'"));
        Assert.Single(await Files("administrator", $"Name = '{secret}/file'"));
        var seen = Assert.Single(await Files("reader", $"Name = '{open}'"));
        Assert.Equal((4, true, false), (seen["FileSize"].AsInt64, seen["Readable"].AsBoolean, seen["Writeable"].AsBoolean));
        Assert.Equal(File.GetLastWriteTimeUtc(open).Ticks / 10, seen["LastModified"].AsDateTime!.Value.Time.UtcTicks / 10);
        var listed = await Files("reader", $"Drive = '{seen["Drive"]}' AND Path = '{seen["Path"]}'");
        Assert.Contains(open, listed.Select(f => f["Name"].AsString));
        foreach (var refused in (string[])["unmapped", "servers", "gone"])
            Assert.Equal(CimStatus.AccessDenied,
                (await Assert.ThrowsAsync<CimException>(() => Files(refused, $"Name = '{open}'"))).Status);

        async Task<List<CimInstance>> Files(string account, string where) =>
            await (await _manager.QueryAsync(Host.Space, $"SELECT * FROM CIM_DataFile WHERE {where}", As(account), Token))
            .Instances.ToListAsync(Token);
    }

    [Fact]
    public void Only_ports_of_the_keepers_own_settings_are_bound()
    {
        using (var bound = _keeper.Bind(IPAddress.Loopback, 135)) Assert.Equal(
            IPAddress.Parse("127.0.1.6"), ((IPEndPoint)bound.LocalEndPoint!).Address.MapToIPv4());
        Assert.Throws<KeeperGoneException>(() => _keeper.Bind(IPAddress.Loopback, 22));
    }

    [Fact]
    public async Task Bytes_that_are_no_order_are_answered_or_end_the_connection_and_never_the_keeper()
    {
        foreach (var order in (byte[])[0, 1, 5, 6, 12, 99, 255])
            Assert.NotEqual(KeeperVerdict.Done, (await _keeper.AskAsync((PrivilegedOrder)order, NameOf("administrator"))).Verdict);
        Assert.Equal(KeeperVerdict.Done, (await _keeper.AskAsync(PrivilegedOrder.Passwords, NameOf("reader"))).Verdict);
    }

    private KeeperAccountName NameOf(string account) => new(account, _accounts.TryGetValue(account, out var known) ? known.Number : 99);

    private CimCaller As(string account) => As(NameOf(account));

    private static CimCaller As(KeeperAccountName account) =>
        new(new Caller(account.Name, Role.Administrator, "Local", ProtectionLevel.Privacy, UnixUser: "root")
        {
            Identity = CallerIdentity.OfAccount(account.Number)
        }, null);

    private static CimObjectPath Process(uint id) => CimObjectPath.Of("Win32_Process", "Handle", id.ToString(CultureInfo.InvariantCulture));

    private async Task<uint> CreateAsync(string account, string line)
    {
        var (_, result) = await _manager.InvokeAsync(
            Host.Space, CimObjectPath.Class("Win32_Process"), "Create", [new("CommandLine", line)], As(account), Token);
        Assert.Equal(0, result.ReturnValue.AsInt64);
        return (uint)result.Out[0].AsInt64;
    }

    private async Task<long> InvokeAsync(
        string account, CimObjectPath target, string method, params KeyValuePair<string, CimValue>[] arguments) =>
        (await _manager.InvokeAsync(Host.Space, target, method, arguments, As(account), Token)).Item2.ReturnValue.AsInt64;

    /// <summary>systemd, as far as these tests go.</summary>
    private sealed class Stand : IServiceManager, IPowerControl
    {
        private string _running = "active", _stopped = "inactive";

        public List<string> Done { get; } = [];

        public Task<IReadOnlyList<ServiceUnit>> ListAsync(string? name, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ServiceUnit>>([new ServiceUnit(name!, null, name == "running" ? _running : _stopped, "enabled")]);

        public Task<ServiceDetail> DetailAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(new ServiceDetail(null, null, null, null));

        public Task StartAsync(string name, Caller caller, CancellationToken cancellationToken) =>
            Do($"Start {name}", () => _stopped = "active");

        public Task StopAsync(string name, Caller caller, CancellationToken cancellationToken) =>
            Do($"Stop {name}", () => _running = "inactive");

        public Task SetStartAsync(string name, ServiceStart start, Caller caller, CancellationToken cancellationToken) =>
            Do($"{start} {name}", () => { });

        public async Task<uint> RebootAsync(Caller caller, CancellationToken cancellationToken)
        {
            await Do("Reboot", () => { });
            return 0;
        }

        public async Task<uint> ShutdownAsync(Caller caller, CancellationToken cancellationToken)
        {
            await Do("Shutdown", () => { });
            return 0;
        }

        private Task Do(string what, Action change)
        {
            Done.Add(what);
            change();
            return Task.CompletedTask;
        }
    }
}
