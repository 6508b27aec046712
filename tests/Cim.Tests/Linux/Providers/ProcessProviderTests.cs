using System.Diagnostics;
using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Linux.Tests;

public partial class ProcessProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_process_that_ps_lists_before_and_after_is_there_with_its_numbers()
    {
        var before = Tool.Table("ps", "-eo", "pid,ppid,nlwp,uid,comm").Skip(1).ToDictionary(r => r[0]);
        var ours = (await Host.Query("SELECT * FROM Win32_Process")).ToDictionary(p => p["Handle"].AsString!);
        var after = Tool.Table("ps", "-eo", "pid,ppid,nlwp,uid,comm").Skip(1).ToDictionary(r => r[0]);
        var compared = 0;
        foreach (var (pid, row) in before.Where(b => after.TryGetValue(b.Key, out var a) && a.SequenceEqual(b.Value)))
        {
            var process = ours[pid];
            Assert.Equal(uint.Parse(pid, CultureInfo.InvariantCulture), (uint)process["ProcessId"].AsInt64);
            Assert.Equal(row[1], process["ParentProcessId"].ToString());
            if (pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
                Assert.Equal(row[2], process["ThreadCount"].ToString());
            Assert.Equal(Steady(row), Steady([pid, row[1], row[2], row[3], process["Name"].AsString!.Split(' ')[0]]));
            compared++;
        }
        Assert.InRange(compared, 2, int.MaxValue);
    }

    // A worker of the kernel (a child of process 2) names what it does at the moment after its own name: "kworker/u8:0-writeback".
    private static string Steady(string[] row) => row[1] == "2" ? row[4].Split('-', '+')[0] : row[4];

    [Fact]
    public async Task A_process_has_the_times_memory_and_command_line_that_ps_prints()
    {
        using var child = Process.Start(new ProcessStartInfo("sleep", ["30"]))!;
        try
        {
            await Task.Delay(50, Token);
            var process = await Host.One($"SELECT * FROM Win32_Process WHERE Handle = '{child.Id}'");
            var ps = Tool.Table("ps", "-o", "pid=,ppid=,vsz=,rss=,etimes=,args=", "-p", child.Id.ToString(CultureInfo.InvariantCulture))
                .Single();
            Assert.Equal(ps[1], process["ParentProcessId"].ToString());
            Assert.Equal(ulong.Parse(ps[2], CultureInfo.InvariantCulture) * 1024, process["VirtualSize"].AsUInt64);
            Assert.Equal(ulong.Parse(ps[3], CultureInfo.InvariantCulture) * 1024, process["WorkingSetSize"].AsUInt64);
            var age = DateTimeOffset.Now - process["CreationDate"].AsDateTime!.Value.Time;
            Assert.InRange(age.TotalSeconds - int.Parse(ps[4], CultureInfo.InvariantCulture), -1.5, 2.5);
            Assert.Equal("sleep 30", process["CommandLine"].AsString);
            Assert.Equal(File.ResolveLinkTarget($"/proc/{child.Id}/exe", true)!.FullName, process["ExecutablePath"].AsString);
            Assert.Equal((uint)Directory.GetFiles($"/proc/{child.Id}/fd").Length, (uint)process["HandleCount"].AsInt64);
            Assert.True(process["WindowsVersion"].IsNull);
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public async Task A_query_for_one_process_gives_only_the_properties_that_were_asked_for()
    {
        var result = await Host.Manager.QueryAsync(
            Host.Space, $"SELECT Name, Handle FROM Win32_Process WHERE ProcessId = {Environment.ProcessId}", Host.Reader, Token);
        Assert.Equal(["Name", "Handle"], result.Selected!.Select(p => p.Name));
        var one = Assert.Single(await result.Instances.ToListAsync(Token));
        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), one["Handle"].AsString);
        Assert.True(one["CommandLine"].IsNull);
    }

    [Fact]
    public async Task Get_of_a_process_that_is_not_there_says_NotFound()
    {
        var e = await Assert.ThrowsAsync<CimException>(async () =>
            await Host.Manager.GetAsync(Host.Space, CimObjectPath.Of("Win32_Process", "Handle", "99999999"), Host.Reader, Token));
        Assert.Equal(CimStatus.NotFound, e.Status);
    }

    [Fact]
    public async Task Create_starts_a_detached_process_and_Terminate_ends_it()
    {
        var (code, id) = await Create("sleep 'inf'", Host.Operator);
        Assert.Equal(0u, code);
        var handle = id.ToString();
        await WaitFor(async () => (await Host.Query($"SELECT * FROM Win32_Process WHERE Handle='{handle}'")) is [var p]
            && p["CommandLine"].AsString == "/usr/bin/sleep inf");
        var stat = File.ReadAllText($"/proc/{handle}/stat").Split(' ');
        Assert.Equal(handle, stat[5]); // a session of its own
        var target = CimObjectPath.Of("Win32_Process", "Handle", handle);
        var (method, owner) = await Host.Manager.InvokeAsync(Host.Space, target, "GetOwner", [], Host.Operator, Token);
        Assert.Equal(["User", "Domain"], method.Out.Select(o => o.Name));
        Assert.Equal(Environment.UserName, owner.Out[0].AsString);
        var (_, ended) = await Host.Manager.InvokeAsync(Host.Space, target, "Terminate", [new("Reason", 1u)], Host.Operator, Token);
        Assert.Equal(0, ended.ReturnValue.AsInt64);
        await WaitFor(async () =>
            (await Host.Query($"SELECT * FROM Win32_Process WHERE Handle='{handle}' AND ExecutionState <> 7")).Count == 0);
    }

    [Fact]
    public async Task What_Create_started_ends_with_the_right_to_it_daemons_too()
    {
        string? why = null;
        var ended = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources
        {
            TrustOperators = true, FindDenialReason = caller => caller.Account == Host.Operator.Identity.Account ? why : null,
            Ended = (caller, what, reason) => ended.Enqueue($"{what} of {caller.Account}: {reason}"),
        }).Build();
        var mark = $"987{Random.Shared.Next(100_000, 999_999)}";
        // The second one leaves session and parent, as a daemon does.
        var (_, id) = await Create($"sh -c '(setsid sleep {mark} &) ; sleep {mark}'", Host.Operator, manager: manager);
        var (_, other) = await Create(
            $"sh -c 'sleep {mark}; true'", Host.Operator with { Identity = Host.Operator.Identity with { Account = "another" } },
            manager: manager);
        try
        {
            await Until(() => Sleeping(mark) == 3);
            await Task.Delay(TimeSpan.FromSeconds(2.5), Token);
            Assert.Equal(3, Sleeping(mark));
            why = "the account was removed";
            var clock = Stopwatch.StartNew();
            await Until(() => Sleeping(mark) == 1);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"it took {clock.Elapsed}");
            await Until(() => !ended.IsEmpty);
            Assert.Equal($"the process {id} of {Host.Operator.Identity.Account}: {why}", Assert.Single(ended));
        }
        finally
        {
            foreach (var left in Sleepers(mark)) System.Diagnostics.Process.GetProcessById(left).Kill();
        }
    }

    private static int Sleeping(string mark) => Sleepers(mark).Count;

    private static List<int> Sleepers(string mark) => [.. Directory.EnumerateDirectories("/proc").Where(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")) == $"sleep\0{mark}\0";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }).Select(process => int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture))];

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 600, "It has not happened.");
            await Task.Delay(25, Token);
        }
    }

    [Fact]
    public async Task Create_runs_as_the_callers_unix_user()
    {
        if (Environment.UserName != "root")
            Assert.Skip("only root can start processes as somebody else");
        var file = Path.Combine(Path.GetTempPath(), "sekimori-" + Guid.NewGuid());
        var (code, _) = await Create($"sh -c 'id -un >{file}; env >>{file}; echo files=$(ulimit -Sn) >>{file}; pwd >>{file}'",
            Host.Operator with { Identity = Host.Operator.Identity with { UnixUser = "nobody" } }, "/tmp");
        Assert.Equal(0u, code);
        await WaitFor(() => Task.FromResult(File.Exists(file) && File.ReadAllText(file).Contains("\n/tmp\n", StringComparison.Ordinal)));
        var lines = File.ReadAllLines(file);
        Assert.Equal("nobody", lines[0]);
        Assert.Contains("USER=nobody", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("DOTNET", StringComparison.Ordinal));
        // Not the limit that the server has raised for itself.
        Assert.InRange(
            int.Parse(lines.Single(l => l.StartsWith("files=", StringComparison.Ordinal))[6..],
            System.Globalization.CultureInfo.InvariantCulture), 1, 1024);
        File.Delete(file);
    }

    [Fact]
    public async Task Create_gives_a_process_no_descriptor_of_the_servers()
    {
        using var open = File.Open("/etc/passwd", FileMode.Open, FileAccess.Read);
        // .NET marks its own; a library may forget to.
        Assert.Equal(0, fcntl((int)open.SafeFileHandle.DangerousGetHandle(), 2, 0));
        var (code, id) = await Create("sleep inf", Host.Operator);
        Assert.Equal(0u, code);
        await WaitFor(
            () => Task.FromResult(File.ReadAllText($"/proc/{id}/cmdline") is var line && line.EndsWith("inf\0", StringComparison.Ordinal)
            && !line.Contains("\0-c\0", StringComparison.Ordinal)));
        Assert.Equal(["/dev/null", "/dev/null", "/dev/null"],
            Directory.GetFiles($"/proc/{id}/fd").Select(file => File.ResolveLinkTarget(file, false)!.FullName));
        Process.GetProcessById(int.Parse(id.ToString()!, CultureInfo.InvariantCulture)).Kill();
    }

    [Fact]
    public async Task Create_stops_at_the_number_of_processes_that_an_account_may_have_and_goes_on_when_they_have_ended()
    {
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { TrustOperators = true, CreateLimits = () => new(2, null) })
            .Build();
        var started = new List<CimValue>();
        for (var i = 0; i < 2; i++) started.Add((await Create("sleep 300", Host.Operator, manager: manager)).Id);
        var full = await Assert.ThrowsAsync<CimException>(() => Create("sleep 300", Host.Operator, manager: manager));
        Assert.Equal(CimStatus.QuotaViolation, full.Status);
        // Another account has its own.
        var (code, other) = await Create(
            "sleep 300", Host.Operator with { Identity = Host.Operator.Identity with { Account = "another" } }, manager: manager);
        Assert.Equal(0u, code);
        foreach (var id in started.Append(other)) Process.GetProcessById(int.Parse(id.ToString()!, CultureInfo.InvariantCulture)).Kill();
        await WaitFor(async () =>
        {
            try
            {
                return (await Create("true", Host.Operator, manager: manager)).Code == 0;
            }
            catch (CimException)
            {
                return false;
            }
        });
    }

    [Theory]
    [InlineData("inside")]
    [InlineData("nothing")]
    public async Task Create_finds_no_directory_and_no_program_that_the_user_cannot_see(string name)
    {
        if (Environment.UserName != "root")
            Assert.Skip("only root can start processes as somebody else");
        var secret = Directory.CreateTempSubdirectory("sekimori-");
        Directory.CreateDirectory(Path.Combine(secret.FullName, "inside"));
        File.Copy("/bin/true", Path.Combine(secret.FullName, "inside/true"));
        File.SetUnixFileMode(secret.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var nobody = Host.Operator with { Identity = Host.Operator.Identity with { UnixUser = "nobody" } };
        Assert.Equal(9u, (await Create("true", nobody, Path.Combine(secret.FullName, name))).Code);
        Assert.Equal(9u, (await Create(Path.Combine(secret.FullName, name, "true"), nobody, "/")).Code);
        secret.Delete(recursive: true);
    }

    [Fact]
    public async Task Create_begins_in_the_root_directory_where_a_user_has_no_home()
    {
        if (Environment.UserName != "root")
            Assert.Skip("only root can start processes as somebody else");
        // Debian's nobody has the home /nonexistent, which keeps what it says.
        var (code, id) = await Create("sleep inf", Host.Operator with { Identity = Host.Operator.Identity with { UnixUser = "nobody" } });
        Assert.Equal(0u, code);
        var directory = $"/proc/{id}/cwd";
        await WaitFor(() => Task.FromResult(Directory.ResolveLinkTarget(directory, false)?.FullName == "/"));
        System.Diagnostics.Process.GetProcessById(int.Parse(id.ToString()!, CultureInfo.InvariantCulture)).Kill();
    }

    [Fact]
    public async Task Create_is_refused_to_an_account_without_a_unix_user_where_the_server_is_root()
    {
        if (Environment.UserName != "root")
            Assert.Skip("the server is not root here");
        var e = await Assert.ThrowsAsync<CimException>(() =>
            Create("true", Host.Operator with { Identity = Host.Operator.Identity with { UnixUser = null } }));
        Assert.Equal(CimStatus.AccessDenied, e.Status);
    }

    [Theory]
    [InlineData("no-such-program-at-all", null, 9)]
    [InlineData("true", "/no/such/directory", 9)]
    [InlineData("'not closed", null, 21)]
    [InlineData("   ", null, 21)]
    public async Task Create_says_what_is_wrong_in_its_return_value(string command, string? directory, int expected)
    {
        var (code, id) = await Create(command, Host.Operator, directory);
        Assert.Equal((uint)expected, code);
        Assert.True(id.IsNull);
    }

    [Fact]
    public async Task A_user_who_is_not_root_cannot_end_the_process_of_another()
    {
        if (Environment.UserName != "root")
            Assert.Skip("only root can act as somebody else");
        var target = CimObjectPath.Of("Win32_Process", "Handle", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var (_, result) = await Host.Manager.InvokeAsync(Host.Space, target, "Terminate", [],
            Host.Operator with { Identity = Host.Operator.Identity with { UnixUser = "nobody" } }, Token);
        Assert.Equal(2, result.ReturnValue.AsInt64);
    }

    [Theory]
    [InlineData(Role.None)]
    [InlineData(Role.Reader)]
    public async Task Methods_need_an_operator(Role role)
    {
        var e = await Assert.ThrowsAsync<CimException>(() =>
            Create("true", Host.Operator with { Identity = Host.Operator.Identity with { Role = role } }));
        Assert.Equal(CimStatus.AccessDenied, e.Status);
    }

    private static async Task<(uint Code, CimValue Id)> Create(
        string command, CimCaller caller, string? directory = null, ObjectManager? manager = null)
    {
        var arguments = new List<KeyValuePair<string, CimValue>> { new("commandline", command) };
        if (directory is not null)
            arguments.Add(new("CurrentDirectory", directory));
        var (_, result) = await (manager ?? Host.Manager).InvokeAsync(
            Host.Space, CimObjectPath.Class("Win32_Process"), "Create", arguments, caller, Token);
        return ((uint)result.ReturnValue.AsInt64, result.Out[0]);
    }

    private static async Task WaitFor(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await condition())
                return;
            await Task.Delay(50, Token);
        }
        Assert.Fail("It did not happen within 5 s.");
    }

    [System.Runtime.InteropServices.LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, nint argument);
}
