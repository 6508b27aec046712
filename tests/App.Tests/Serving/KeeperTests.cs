using System.Diagnostics;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>A server without rights and its keeper, and what an operator's shell, a broken server and a real client try.</summary>
[Trait("Size", "Large")]
public sealed class KeeperTests : IClassFixture<KeptServer>
{
    private readonly KeptServer _kept;

    public KeeperTests(KeptServer kept)
    {
        if (kept.Missing is { } missing) Assert.Skip(missing);
        _kept = kept;
    }

    [Fact]
    public async Task Each_accounts_shell_runs_as_its_user_and_nobody_but_root_has_changed_the_keepers_copy()
    {
        Assert.Equal(KeptServer.OperatorsUser, (await _kept.ShellAsync("alice", "id -un")).Output.Trim());
        Assert.Equal("root", (await _kept.ShellAsync("root", "id -un")).Output.Trim());
        Assert.Equal(Linux.Shells.UnixUser.Find(KeptServer.ServerUser)!.Id,
            App.Data.FileOwner.Of(Path.Combine(_kept.Data, "accounts.json")));
        Assert.Equal(0u, App.Data.FileOwner.Of(_kept.Accounts));
        Assert.Contains("StartShell account=alice#1 ", _kept.Keeper.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_mapped_to_the_servers_own_user_gets_nothing()
    {
        var (code, output) = await _kept.ShellAsync("selfish", "id -un");
        Assert.NotEqual(0, code);
        Assert.Contains("the server's own", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operators_shell_reaches_neither_the_server_nor_its_keeper()
    {
        var servers = _kept.Server.Process.Id;
        var script = $$"""
            try() { "$@" >/dev/null 2>&1 && echo "GOT: $*"; }
            for p in {{servers}} {{_kept.Keeper.Process.Id}} $PPID; do
              try ls /proc/$p/fd/0; try cat /proc/$p/environ; try head -c 1 /proc/$p/mem; try ls -l /proc/$p/cwd/.; try cat /proc/$p/maps
            done
            try kill -9 {{servers}}; try kill -9 {{_kept.Keeper.Process.Id}}
            try ls {{_kept.Data}}; try cat {{_kept.Data}}/accounts.json; try cat {{_kept.Accounts}}
            try test -r {{_kept.Socket}}; try test -w {{_kept.Socket}}
            if command -v python3 >/dev/null; then
              try python3 -c 'import socket; s=socket.socket(socket.AF_UNIX); s.connect("{{_kept.Socket}}")'
              for p in {{servers}} {{_kept.Keeper.Process.Id}} $PPID; do try python3 -c "import ctypes,sys; sys.exit(0 if ctypes.CDLL(None).ptrace(16,$p,0,0)==0 else 1)"; done
            fi
            echo tried
            """;
        var (code, output) = await _kept.ShellAsync("alice", script);
        Assert.Equal((0, "tried"), (code, output.Trim()));
        Assert.False(_kept.Server.Process.HasExited || _kept.Keeper.Process.HasExited);
    }

    [Fact]
    public async Task No_thread_of_the_keeper_can_be_signalled_while_it_starts_something_for_a_user()
    {
        NeedPython();
        var script = $$"""
            import os, time
            until, hits = time.time() + 12, 0
            while time.time() < until:
                for thread in os.listdir('/proc/{{_kept.Keeper.Process.Id}}/task'):
                    try:
                        os.kill(int(thread), 0)
                        hits += 1
                    except OSError:
                        pass
            print('hits', hits)
            """.ReplaceLineEndings("\n");
        await using var hunter = _kept.StartShell("alice", $"exec /usr/bin/python3 -c \"{script}\"");
        while (!hunter.Process.HasExited)
        {
            await _kept.ShellAsync("alice", "true");
            await _kept.InvokeAsync("alice", "Create", "CommandLine=true");
        }

        Assert.Equal("hits 0", hunter.Output.Trim());
    }

    [Fact]
    public async Task A_server_that_was_broken_into_reaches_nothing_of_its_keeper_but_the_orders()
    {
        NeedPython();
        var script = $$"""
            import ctypes, os, socket, struct, time
            keeper = {{_kept.Keeper.Process.Id}}
            def attempt(what, how):
                try:
                    how()
                    print('GOT', what)
                except (OSError, AssertionError):
                    pass
            attempt('memory', lambda: open(f'/proc/{keeper}/mem', 'rb').read(1))
            attempt('environment', lambda: open(f'/proc/{keeper}/environ', 'rb').read(1))
            attempt('descriptors', lambda: os.readlink(f'/proc/{keeper}/fd/0'))
            attempt('signal', lambda: os.kill(keeper, 0))
            def trace(): assert ctypes.CDLL(None).ptrace(16, keeper, 0, 0) == 0
            attempt('trace', trace)
            attempt('accounts', lambda: open('{{_kept.Accounts}}').read())
            attempt('accounts to write', lambda: open('{{_kept.Accounts}}', 'w'))
            attempt('socket to replace', lambda: os.unlink('{{_kept.Socket}}'))
            def send(bytes):
                try: return exchange(bytes)
                except ConnectionError: return b''
            def exchange(bytes):
                with socket.socket(socket.AF_UNIX) as s:
                    s.connect('{{_kept.Socket}}')
                    s.settimeout(10)
                    s.sendall(bytes)
                    s.shutdown(socket.SHUT_WR)
                    answer = b''
                    while len(piece := s.recv(65536)) > 0: answer += piece
                    return answer
            for length in (0, -1, 1 << 30, 0x7fffffff): print('answered' if send(struct.pack('<i', length)) else 'closed')
            def order(kind, account, number, rest):
                body = struct.pack('<iB', 7, kind) + bytes([len(account)]) + account.encode() + struct.pack('<q', number) + rest
                # Four connections at a time: one that has just ended may still be counted.
                for attempt in range(50):
                    if answer := send(struct.pack('<i', len(body)) + body): return answer
                    time.sleep(0.2)
            # Create as an account that is not there, as the server's own user, with a list longer than the message; a kill of the keeper; an unknown order; a power order for an operator, and for
            # an administrator's namesake.
            for kind, account, number, rest in ((5, 'nobody-knows', 1, b''), (5, 'selfish', 2, b'\x01\x00\x00\x00\x04true\x01/\x00'), (5, 'alice', 1, struct.pack('<i', 0x7fffffff)),
                                                (6, 'root', 3, struct.pack('<i', keeper)), (77, 'root', 3, b''), (8, 'alice', 1, b'\x01'), (8, 'root', 1, b'\x01')):
                answer = order(kind, account, number, rest)
                print('verdict', answer[8])
            """.ReplaceLineEndings("\n");
        await using var broken = Command.StartProgram(
            "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", script);
        Assert.True(await broken.EndAsync() == 0, broken.Error);
        // 0 would be an order that was carried out.
        Assert.Equal(
            ["closed", "closed", "closed", "closed", "verdict 1", "verdict 1", "verdict 2", "verdict 1", "verdict 1", "verdict 1",
            "verdict 1"], broken.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("alive", (await _kept.ShellAsync("alice", "echo alive")).Output.Trim());
    }

    [Fact]
    public async Task Processes_of_others_are_not_ended_by_an_operator_and_those_of_its_own_are()
    {
        Assert.NotEqual(0, await _kept.InvokeAsync("alice", "Terminate", "--key", $"Handle={_kept.Server.Process.Id}"));
        Assert.Equal(0, await _kept.InvokeAsync("alice", "Create", $"CommandLine=sleep 98765{_kept.Server.Process.Id}"));
        var id = await KeptServer.UntilAsync($"sleep\098765{_kept.Server.Process.Id}\0", 1);
        Assert.Equal(Linux.Shells.UnixUser.Find(KeptServer.OperatorsUser)!.Id, App.Data.FileOwner.Of($"/proc/{id}"));
        Assert.Equal(["0", "1", "2"], Directory.GetFileSystemEntries($"/proc/{id}/fd").Select(Path.GetFileName).Order());
        Assert.Equal(0, await _kept.InvokeAsync("alice", "Terminate", "--key", $"Handle={id}"));
        await KeptServer.UntilAsync($"sleep\098765{_kept.Server.Process.Id}\0", 0);
    }

    [Fact]
    public async Task Create_does_not_tell_an_operator_of_what_its_user_does_not_see()
    {
        // Both are there for root and not for the operator's user: the answer is that of what is not there.
        var secret = Directory.CreateDirectory(
            _kept.File("secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        File.Copy("/bin/true", Path.Combine(secret, "program"), overwrite: true);
        var seen = await AnswerAsync($"CommandLine={secret}/program");
        Assert.Equal(seen.Replace("secret", "absent", StringComparison.Ordinal),
            await AnswerAsync($"CommandLine={_kept.File("absent")}/program"));
        seen = await AnswerAsync("CommandLine=true", $"CurrentDirectory={secret}");
        Assert.Equal(seen.Replace("secret", "absent", StringComparison.Ordinal),
            await AnswerAsync("CommandLine=true", $"CurrentDirectory={_kept.File("absent")}"));
        Assert.Equal(0, await _kept.InvokeAsync("alice", "Create", "CommandLine=true", "CurrentDirectory=/"));

        async Task<string> AnswerAsync(params string[] arguments)
        {
            await using var invoke = Command.StartWith(
                KeptServer.Password,
                ["wsman", "invoke", _kept.Url, "Win32_Process", "Create", .. arguments, "--insecure", "--user", "alice",
                "--password-stdin"]);
            Assert.NotEqual(0, await invoke.EndAsync());
            return invoke.Output + invoke.Error;
        }
    }

    [Fact]
    public async Task A_shell_that_eats_memory_is_ended_and_the_server_lives()
    {
        NeedPython();
        // The settings say 256 MiB; the server's own process does not grow with it.
        var (code, _) = await _kept.ShellAsync("alice", "/usr/bin/python3 -c 'b = []\nwhile True: b.append(bytearray(16 << 20))'");
        Assert.NotEqual(0, code);
        Assert.Equal("alive", (await _kept.ShellAsync("alice", "echo alive")).Output.Trim());
        Assert.False(_kept.Server.Process.HasExited || _kept.Keeper.Process.HasExited);
        var peak = File.ReadLines($"/proc/{_kept.Server.Process.Id}/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        Assert.InRange(int.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]), 1, 1 << 20);
    }

    [Fact]
    public async Task Each_shell_and_each_created_process_has_a_control_group_of_its_own()
    {
        if (!File.Exists(Path.Combine(_kept.Group, "cgroup.kill")))
            Assert.Skip("this machine has no control groups of version 2, or does not let a test make one");
        var name = Path.GetFileName(_kept.Group);
        Assert.EndsWith($"/{name}/keeper",
            GroupOf(await File.ReadAllTextAsync($"/proc/{_kept.Keeper.Process.Id}/cgroup", TestContext.Current.CancellationToken)),
            StringComparison.Ordinal);
        var groups = new List<string>();
        foreach (var account in (string[])["alice", "root"])
            groups.Add(GroupOf((await _kept.ShellAsync(account, "cat /proc/self/cgroup")).Output));
        Assert.Equal(0, await _kept.InvokeAsync("alice", "Create", $"CommandLine=sleep 24680{_kept.Server.Process.Id}"));
        var id = await KeptServer.UntilAsync($"sleep\024680{_kept.Server.Process.Id}\0", 1);
        groups.Add(GroupOf(await File.ReadAllTextAsync($"/proc/{id}/cgroup", TestContext.Current.CancellationToken)));
        Assert.Equal(0, await _kept.InvokeAsync("alice", "Terminate", "--key", $"Handle={id}"));
        Assert.Equal(3, groups.Distinct().Count());
        Assert.All(groups, group => Assert.Contains($"/{name}/sekimori-", group, StringComparison.Ordinal));

        static string GroupOf(string file) => file.Split('\n').First(line => line.StartsWith("0::", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_with_more_rights_than_its_user_has_them_in_a_shell_though_the_server_can_get_none()
    {
        Assert.Contains("NoNewPrivs:\t1", File.ReadAllText($"/proc/{_kept.Server.Process.Id}/status"), StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t0000000000000000", File.ReadAllText($"/proc/{_kept.Server.Process.Id}/status"), StringComparison.Ordinal);
        Assert.Equal("NoNewPrivs:\t0", (await _kept.ShellAsync("alice", "grep NoNewPrivs /proc/self/status")).Output.Trim());
        if (!File.Exists("/usr/bin/sudo")) Assert.Skip("sudo is not here");
        var (target, rule) = ($"/etc/sekimori-test-{_kept.Server.Process.Id}", $"/etc/sudoers.d/sekimori-test-{_kept.Server.Process.Id}");
        try
        {
            // One command for one file, which is deleted below.
            File.WriteAllText(rule, $"{KeptServer.OperatorsUser} ALL=(root) NOPASSWD: /usr/bin/tee {target}\n");
            File.SetUnixFileMode(rule, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.NotEqual(0, (await _kept.ShellAsync("alice", $"echo plain >{target}")).ExitCode);
            var (code, output) = await _kept.ShellAsync("alice", $"echo by-sudo | sudo -n tee {target}");
            Assert.True(code == 0, output);
            Assert.Equal("by-sudo\n", File.ReadAllText(target));
        }
        finally
        {
            File.Delete(rule);
            File.Delete(target);
        }
    }

    [Fact]
    public async Task An_Ansible_task_of_an_account_that_is_root_writes_to_etc_and_tmp_and_an_operators_does_not()
    {
        NeedPython();
        if (!File.Exists("/usr/bin/ansible") || !Directory.Exists("/usr/lib/python3/dist-packages/winrm"))
            Assert.Skip("ansible-core or python3-winrm is not here");
        string[] targets = [$"/etc/sekimori-ansible-{_kept.Server.Process.Id}", $"/tmp/sekimori-ansible-{_kept.Server.Process.Id}"];
        try
        {
            var refused = await AnsibleAsync("alice", $"echo written > {targets[0]}");
            Assert.NotEqual(0, refused.Code);
            Assert.Contains("Permission denied", refused.Output, StringComparison.OrdinalIgnoreCase);
            var done = await AnsibleAsync("root", $"echo written > {targets[0]} && echo written > {targets[1]} && id -un");
            Assert.True(done.Code == 0, done.Output);
            Assert.All(targets, target => Assert.Equal("written\n", File.ReadAllText(target)));
            Assert.All(targets, target => Assert.Equal(0u, App.Data.FileOwner.Of(target)));
        }
        finally
        {
            foreach (var target in targets) File.Delete(target);
        }
    }

    private static void NeedPython()
    {
        if (!File.Exists("/usr/bin/python3")) Assert.Skip("python3 is not here");
    }

    private async Task<(int Code, string Output)> AnsibleAsync(string account, string line)
    {
        var (url, home) = (new Uri(_kept.Url), Directory.CreateDirectory(_kept.File("ansible")).FullName);
        var inventory = Path.Combine(home, "inventory");
        await File.WriteAllTextAsync(inventory,
            $"w ansible_host={url.Host} ansible_port={url.Port} ansible_connection=winrm ansible_winrm_transport=basic " +
            $"ansible_winrm_scheme=https "
            + $"ansible_winrm_server_cert_validation=ignore ansible_user={account} ansible_password={KeptServer.Password.Trim()}\n",
            TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("/usr/bin/ansible", ["-i", inventory, "w", "-m", "raw", "-a", line])
        {
            RedirectStandardOutput = true, RedirectStandardError = true
        };
        foreach (var name in (string[])["ANSIBLE_HOME", "HOME"]) start.Environment[name] = home;
        foreach (var name in (string[])["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]) start.Environment.Remove(name);
        using var ansible = Process.Start(start)!;
        var (output, error) = (ansible.StandardOutput.ReadToEndAsync(), ansible.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await ansible.WaitForExitAsync(limit.Token);
        return (ansible.ExitCode, await output + await error);
    }
}
