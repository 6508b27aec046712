using System.Net;
using System.Text.Json;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.Dcom;
using Sekimori.Client.Rpc;
using Sekimori.Client.Wmi;
using Sekimori.Dcom;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>WMI outside: WS-Management inside (the bridge), or WMI inside (RPC that ends at the gate).</summary>
[Trait("Size", "Large")]
public sealed class WmiOutsideTests
{
    public static TheoryData<string> Both => [$"{BridgeGate.OuterWsMan}", $"{BridgeGate.OuterBoth}"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_same_objects_come_as_from_the_host_itself(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var client = await gate.WmiAsync(IPAddress.Parse(outer));
        await using var direct = await gate.Host.WmiAsync();
        foreach (var name in (string[])["Win32_UserAccount", "Win32_Group", "Win32_GroupUser", "Win32_TimeZone", "Win32_ComputerSystem",
            "Win32_NetworkAdapterConfiguration"])
        {
            var expected = await RowsAsync(direct.EnumerateAsync(name, cancellationToken: Token));
            Assert.NotEmpty(expected);
            Assert.Equal(expected, await RowsAsync(client.EnumerateAsync(name, cancellationToken: Token)));
            Assert.Equal(expected, await RowsAsync(client.QueryAsync($"select * from {name.ToUpperInvariant()}", Token)));
        }
        const string Query = "SELECT Name, Domain FROM Win32_UserAccount WHERE Name LIKE 'r%t' AND LocalAccount = TRUE";
        Assert.Equal(await RowsAsync(direct.QueryAsync(Query, Token)), await RowsAsync(client.QueryAsync(Query, Token)));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Classes_objects_and_methods(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var client = await gate.WmiAsync(IPAddress.Parse(outer), "bob");
        await using var direct = await gate.Host.WmiAsync();
        var (expected, found) = (await direct.GetClassAsync("Win32_Process", Token), await client.GetClassAsync("win32_process", Token));
        Assert.Equal(expected.Properties.Select(one => (one.Name, one.Type, one.IsArray, one.IsKey)).Order(),
            found.Properties.Select(one => (one.Name, one.Type, one.IsArray, one.IsKey)).Order());
        Assert.Equal(expected.Methods.Select(one => one.Name).Order(), found.Methods.Select(one => one.Name).Order());
        Assert.Equal("1", $"{(await client.GetAsync("Win32_Process.Handle=\"1\"", Token))["ProcessId"]}");
        Assert.Equal("Win32_Process", (await client.GetAsync("CIM_Process.Handle=1", Token)).Class.Name);
        var (method, result) = await client.InvokeAsync("Win32_Process.Handle=\"1\"", "GetOwner", [], Token);
        Assert.Equal(("0", "root"), ($"{result.ReturnValue}",
            $"{result.Out[method.Out.Index().First(one => one.Item.Name == "User").Index]}"));
        Assert.Contains("Win32_Process", await NamesAsync(client.ClassesAsync("CIM_LogicalElement", cancellationToken: Token)));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_object_is_made_changed_and_deleted(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var client = await gate.WmiAsync(IPAddress.Parse(outer), space: "root/subscription");
        await using var direct = await gate.Host.WmiAsync("root/subscription");
        var filter = new CimInstance(await client.GetClassAsync("__EventFilter", Token));
        const string Name = "it's \"a\" \\ filter";
        filter.Set("Name", Name);
        filter.Set("QueryLanguage", "WQL");
        filter.Set("Query", "SELECT * FROM x\r\nWHERE y = 1");
        await client.PutAsync(filter, CimWriteMode.CreateOnly, Token);
        var path = CimObjectPath.Of("__EventFilter", "Name", Name).ToString();
        Assert.Equal("SELECT * FROM x\r\nWHERE y = 1", (await direct.GetAsync(path, Token))["Query"].AsString);
        filter.Set("Query", "SELECT * FROM z");
        await client.PutAsync(filter, cancellationToken: Token);
        Assert.Equal("SELECT * FROM z", (await direct.GetAsync(path, Token))["Query"].AsString);
        Assert.Equal((uint)CimStatus.AlreadyExists, await StatusAsync(() => client.PutAsync(filter, CimWriteMode.CreateOnly, Token)));
        await client.DeleteAsync(path, Token);
        Assert.Equal((uint)CimStatus.NotFound, await StatusAsync(() => client.GetAsync(path, Token)));
        Assert.Equal((uint)CimStatus.NotFound, await StatusAsync(() => direct.GetAsync(path, Token)));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Failures_are_the_statuses_of_a_server(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var client = await gate.WmiAsync(IPAddress.Parse(outer));
        await using var direct = await gate.Host.WmiAsync();
        foreach (var work in (Func<WmiClient, Task>[])
        [
            one => one.GetAsync("Win32_Process.Handle=\"999999999\"", Token),
            one => one.GetAsync("Win32_Nothing.Name=\"x\"", Token),
            one => one.GetClassAsync("Win32_Nothing", Token),
            one => RowsAsync(one.QueryAsync("SELECT * FROM", Token)),
            one => RowsAsync(one.QueryAsync("SELECT Nothing FROM Win32_Process", Token)),
            one => RowsAsync(one.QueryAsync("SELECT * FROM Win32_Nothing", Token)),
            one => one.DeleteAsync("Win32_Process.Handle=\"999999999\"", Token),
        ])
            Assert.Equal(await StatusAsync(() => work(direct)), await StatusAsync(() => work(client)));
        // Which class the object has is known before its method is called; one that is not there has none.
        Assert.Equal((uint)CimStatus.NotFound,
            await StatusAsync(() => client.InvokeAsync("Win32_Process.Handle=\"999999999\"", "GetOwner", [], Token)));
        Assert.Equal((uint)CimStatus.NotSupported,
            await StatusAsync(() => RowsAsync(client.QueryAsync("SELECT * FROM meta_class", Token))));
    }

    [Fact]
    public async Task Events_come_from_a_target_with_wmi_and_their_objects_are_evaluated()
    {
        await using var gate = await BridgeGate.StartAsync(BridgeGate.Everything.Replace("rules:\n",
            "rules:\n  - { name: no consumers, target: \"*\", class: ActiveScriptEventConsumer, do: deny }\n", StringComparison.Ordinal));
        await using var client = await gate.WmiAsync(BridgeGate.OuterBoth, space: "root/subscription");
        await using var direct = await gate.Host.WmiAsync("root/subscription");
        const string Query = "select * from __InstanceCreationEvent within 1 where TargetInstance isa '__EventFilter'";
        var events = client.WatchAsync(Query, Token).GetAsyncEnumerator(Token);
        var first = events.MoveNextAsync().AsTask();
        var filter = new CimInstance(await direct.GetClassAsync("__EventFilter", Token));
        for (var i = 0; !first.IsCompleted && i < 20; i++)
        {
            filter.Set("Name", $"filter {i}");
            await direct.PutAsync(filter, cancellationToken: Token);
            await Task.WhenAny(first, Task.Delay(1000, Token));
        }
        Assert.True(await first);
        Assert.StartsWith("filter ", events.Current["TargetInstance"].AsInstance!["Name"].AsString, StringComparison.Ordinal);
        await events.DisposeAsync();
        await DeniedAsync(() => RowsAsync(client.WatchAsync(
            "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'activescripteventconsumer'", Token)));
        await using var other = await gate.WmiAsync(BridgeGate.OuterWsMan);
        Assert.Equal((uint)CimStatus.NotSupported, await StatusAsync(() => RowsAsync(other.WatchAsync(Query, Token))));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_role_means_the_same_as_on_the_server(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var reader = await gate.WmiAsync(IPAddress.Parse(outer), "carol");
        Assert.NotEmpty(await RowsAsync(reader.EnumerateAsync("Win32_TimeZone", cancellationToken: Token)));
        Assert.Equal((uint)CimStatus.AccessDenied,
            await StatusAsync(() => reader.InvokeAsync("Win32_Process.Handle=\"1\"", "GetOwner", [], Token)));
        await using var @operator = await gate.WmiAsync(IPAddress.Parse(outer), "bob", "root/subscription");
        Assert.Equal((uint)CimStatus.AccessDenied, await StatusAsync(() => @operator.DeleteAsync("__EventFilter.Name=\"x\"", Token)));
        await Assert.ThrowsAsync<WmiClientException>(() => gate.WmiAsync(IPAddress.Parse(outer), "nobody"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_class_and_a_method_that_the_policy_denies_are_denied_in_every_form(string outer)
    {
        await using var gate = await BridgeGate.StartAsync("""
            version: 1
            default: deny
            audit: yes
            rules:
              - { name: clients find their way, target: "*", interface: [epmapper, IObjectExporter], do: allow }
              - { name: no processes are ended, target: "*", method: [Terminate, Create], do: deny }
              - { name: no accounts, target: "*", class: Win32_UserAccount, do: deny }
              - { name: alice, account: alice, target: "*", do: allow }
            """);
        await using var client = await gate.WmiAsync(IPAddress.Parse(outer));
        Assert.NotEmpty(await RowsAsync(client.EnumerateAsync("Win32_Group", cancellationToken: Token)));
        foreach (var name in (string[])["Win32_UserAccount", "win32_useraccount", "CIM_LogicalElement", "CIM_ManagedSystemElement"])
        {
            await DeniedAsync(() => RowsAsync(client.EnumerateAsync(name, cancellationToken: Token)));
            await DeniedAsync(() => RowsAsync(client.QueryAsync($"SELECT * FROM {name}", Token)));
            await DeniedAsync(() => RowsAsync(client.QueryAsync($"SELECT Name FROM {name}", Token)));
        }
        await DeniedAsync(() => RowsAsync(client.QueryAsync("ASSOCIATORS OF {Win32_Group.Domain='x',Name='root'}", Token)));
        await DeniedAsync(() => client.GetClassAsync("WIN32_USERACCOUNT", Token));
        Assert.DoesNotContain("Win32_UserAccount", await NamesAsync(client.ClassesAsync(cancellationToken: Token)));
        foreach (var path in (string[])["Win32_Process.Handle=\"999999\"", "WIN32_PROCESS=999999", "CIM_Process.Handle='999999'"])
            await DeniedAsync(() => InvokeAsync(gate, outer, path, "terminate"));
        var lines = await gate.Host.Host.StopAsync();
        Assert.DoesNotContain(lines, line => line.Contains("ExecMethod", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Win32_Process/", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_object_of_another_caller_does_not_exist(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var alice = Dcom(gate, outer, "alice");
        await using var bob = Dcom(gate, outer, "bob");
        var services = await LogOnAsync(alice);
        // bob has an association with the exporter, and names alice's object on it.
        var own = await LogOnAsync(bob);
        var exporter = await bob.FindAsync(own.Std.Oxid, Token);
        var (stolen, _) = await exporter.BindAsync<IWbemServices>(services.Std.Ipid, Token);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(
            async () => await stolen.ExecQueryAsync("WQL", "SELECT * FROM Win32_TimeZone", 0x30, null, Token));
        Assert.Equal(ComStatus.Disconnected, fault.Status);
        Assert.Contains(await gate.Gate.StopAsync(), line => line.Contains("foreign_ipid", StringComparison.Ordinal)
            && line.Contains("\"account\":\"bob\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Less_protection_than_the_gate_gives_at_the_target_is_not_enough(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await Assert.ThrowsAsync<WmiClientException>(
            () => gate.WmiAsync(IPAddress.Parse(outer), level: ProtectionLevel.Connect));
        // Integrity at the activation is answered with what the objects ask for.
        await using var client = await gate.WmiAsync(IPAddress.Parse(outer), level: ProtectionLevel.Privacy);
        Assert.Equal(ProtectionLevel.Privacy, client.Level);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_record_names_the_target_and_no_inner_address_gets_out(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using (var client = await gate.WmiAsync(IPAddress.Parse(outer), "bob"))
        {
            await client.InvokeAsync("Win32_Process.Handle=\"1\"", "GetOwner", [], Token);
            var name = outer == $"{BridgeGate.OuterBoth}" ? "both" : "wsman";
            await foreach (var row in client.EnumerateAsync("Win32_GroupUser", cancellationToken: Token))
            {
                Assert.Equal(name, row["GroupComponent"].AsReference!.Host);
                break;
            }
        }
        await using (var dcom = Dcom(gate, outer, "alice"))
        {
            var alive = await dcom.AliveAsync(Token);
            Assert.All(alive.Bindings!.Read().Strings, one => Assert.DoesNotContain("127.0.62.3", one.Address.Replace(outer, "",
                StringComparison.Ordinal), StringComparison.Ordinal));
        }
        var lines = await gate.LinesAsync();
        Assert.Contains(lines, line => Text(line, "operation") == "ExecMethod" && Text(line, "account") == "bob"
            && Text(line, "source") == "gateway" && Text(line, "class_name")?.Contains("Win32_Process", StringComparison.Ordinal) == true
            && Text(line, "method")?.Contains("GetOwner", StringComparison.Ordinal) == true && Text(line, "policy_rule") == "all");
        var session = Assert.Single(lines, line => Text(line, "name") == "opened" && Text(line, "account") == "bob");
        Assert.Contains(lines, line => Text(line, "name") == "ended" && Text(line, "session") == Text(session, "session"));
        Assert.Contains(await gate.Host.Host.StopAsync(), line => line.Contains(InnerHost.User, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Operations_overlap_and_what_is_left_early_is_released(string outer)
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var client = await gate.WmiAsync(IPAddress.Parse(outer));
        var expected = await RowsAsync(client.EnumerateAsync("Win32_Group", cancellationToken: Token));
        var all = await Task.WhenAll(Enumerable.Range(0, 24).Select(async at =>
        {
            await foreach (var _ in client.QueryAsync("SELECT * FROM Win32_Process", Token))
                if (at % 3 == 0) break;
            return await RowsAsync(client.QueryAsync("SELECT * FROM Win32_Group", Token));
        }));
        Assert.All(all, found => Assert.Equal(expected, found));
    }

    [Fact]
    public async Task An_ended_session_takes_its_logon_at_the_target_with_it()
    {
        await using var gate = await BridgeGate.StartAsync();
        await using var client = await gate.WmiAsync(BridgeGate.OuterBoth);
        Assert.NotEmpty(await RowsAsync(client.EnumerateAsync("Win32_TimeZone", cancellationToken: Token)));
        await ConnectTests.WaitAsync(() => gate.Gate.Journal.ReadAll().Count == 1);
        gate.Gate.Accounts.Remove("alice");
        await ConnectTests.WaitAsync(() => gate.Gate.Journal.ReadAll().Count == 0, 8);
        await Assert.ThrowsAsync<WmiClientException>(() => RowsAsync(client.EnumerateAsync("Win32_TimeZone", cancellationToken: Token)));
    }

    private static DcomClient Dcom(BridgeGate gate, string outer, string user) => new(outer,
        PasswordCredential.Parse(user, RunningGate.Password), new RpcClientOptions { Scheme = SecurityScheme.Ntlm }, gate.Host.Mapper);

    private static async Task<ComReference<IWbemServices>> LogOnAsync(DcomClient client)
    {
        var login = await client.ActivateAsync<IWbemLevel1Login>(WmiServer.Clsid, Token);
        var answer = await login.Interface.NtlmLoginAsync("//./root/cimv2", null, 0, null, Token);
        Assert.Equal(0u, answer.Status);
        return await client.TakeAsync<IWbemServices>(answer.Services, Token);
    }

    // Without a look at the class: what a client sends that does not ask first.
    private static async Task InvokeAsync(BridgeGate gate, string outer, string path, string method)
    {
        await using var client = Dcom(gate, outer, "alice");
        var services = await LogOnAsync(client);
        var answer = await services.Interface.ExecMethodAsync(path, method, 0, null, null, new(null), null, Token);
        if ((int)answer.Status < 0) throw new ComException(answer.Status, method);
    }

    private static async Task<List<string>> RowsAsync(IAsyncEnumerable<CimInstance> rows)
    {
        var found = new List<string>();
        await foreach (var row in rows)
        {
            found.Add(row.Class.Name + ": " + string.Join(", ", row.Class.Properties.OrderBy(one => one.Name, StringComparer.Ordinal)
                .Select(one => $"{one.Name}={Text(row[one.Index])}")));
        }
        return found;
    }

    private static string Text(CimValue value) => value switch
    {
        { IsNull: true } => "null",
        { AsReference: { } path } => (path with { Host = null }).ToString(),
        { AsArray: { } array } => "[" + string.Join(",", array.ToArray(Text)) + "]",
        _ => value.ToString(),
    };

    private static async Task<List<string>> NamesAsync(IAsyncEnumerable<CimClass> classes)
    {
        var found = new List<string>();
        await foreach (var one in classes) found.Add(one.Name);
        return found;
    }

    private static async Task<uint?> StatusAsync(Func<Task> work) => (await Assert.ThrowsAsync<WmiClientException>(work)).Status;

    // The policy's own status, that of a fault, or access denied of WMI.
    private static async Task DeniedAsync(Func<Task> work)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(work);
        Assert.Contains(failure switch
        {
            WmiClientException wmi => wmi.Status,
            ComException com => com.Status,
            RpcFaultException fault => fault.Status,
            _ => null,
        }, (uint?[])[(uint)CimStatus.AccessDenied, 5]);
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;
}
