using Sekimori.App.Tests.Kit;
using Sekimori.Cim.Model;
using Sekimori.Client.Dcom;
using Sekimori.Client.WsMan;
using Sekimori.Guard;
using Sekimori.Security.Credentials;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.App.Tests.Serving;

/// <summary>One server: the same query through WS-Management and through DCOM gives the same objects, for every class.</summary>
[Trait("Size", "Large")]
public sealed class SameObjectsTests
{
    private const string Password = "Geheim-1234";
    private static readonly string[] Namespaces = ["root", "root/cimv2", "root/default", "root/subscription", "root/StandardCimv2"];
    private static readonly WmioDecoder Decoder = new(new WmioLimits());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_class_has_the_same_objects_through_either_door()
    {
        using var folder = new TemporaryFolder();
        await using (var add = Command.StartWith(Password + "\n",
            ["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", folder.Path]))
            Assert.True(await add.EndAsync() == 0, add.Error);
        await using var server = await ServeCommand.StartAsync(folder, "--address", "127.0.0.1");
        var credential = Credential.FromPassword("alice", Password);
        using var web = new WsManClient($"http://127.0.0.1:{server.HttpPort}/wsman", credential);
        await using var dcom = new DcomClient("127.0.0.1", credential,
            new() { Level = ProtectionLevel.Privacy, Scheme = Security.SecurityScheme.Ntlm }, server.RpcPort);
        await using var login = await dcom.ActivateAsync<IWbemLevel1Login>(WmiServer.Clsid, Token);
        var compared = 0;
        foreach (var space in Namespaces)
        {
            var services = (await login.Interface.NtlmLoginAsync("//./" + space, null, 0, null, Token)).Services;
            await using var opened = await dcom.TakeAsync<IWbemServices>(services, Token);
            var classes = await ReadAsync(dcom, await opened.Interface.CreateClassEnumAsync("", 0, null, Token));
            foreach (var one in classes) compared += await AgreeAsync(web, dcom, opened.Interface, space, one.Class.Name);
        }

        Assert.True(compared > 100, $"{compared} objects");
    }

    // A value that goes there and back between two questions does not do so each time at the same place.
    private static async Task<int> AgreeAsync(WsManClient web, DcomClient dcom, IWbemServices services, string space, string name)
    {
        var (count, differences) = await CompareAsync(web, dcom, services, name, space);
        for (var attempt = 0; attempt < 5 && differences.Count > 0; attempt++)
        {
            var (_, again) = await CompareAsync(web, dcom, services, name, space);
            differences = differences.Where(one => again.ContainsKey(one.Key)).ToDictionary();
        }

        Assert.True(differences.Count == 0, $"{space}:{name}: {differences.FirstOrDefault()}");
        return count;
    }

    // What is the same before and after, by WS-Management, is the same in between by DCOM: processes, sizes and times go on meanwhile.
    private static async Task<(int Count, Dictionary<string, string> Differences)> CompareAsync(
        WsManClient web, DcomClient dcom, IWbemServices services, string name, string space)
    {
        var differences = new Dictionary<string, string>();
        var query = $"SELECT * FROM {name}";
        var before = await AskAsync(web, query, space);
        var answer = await services.ExecQueryAsync("WQL", query, 0x20, null, Token);
        var between = answer.Status == 0 ? await ReadAsync(dcom, answer) : null;
        var after = await AskAsync(web, query, space);
        if ((before is null) != (between is null) && (after is null) != (between is null)) differences.Add("", "one door fails");
        if (before is null || between is null || after is null) return (0, differences);
        var ours = between.Select(one => one.Instance!).GroupBy(KeyOf).ToDictionary(one => one.Key, one => one.First());
        foreach (var (key, first) in before)
        {
            if (!after.TryGetValue(key, out var second)) continue;
            if (!ours.TryGetValue(key, out var found))
            {
                differences.Add(key, "not there through DCOM");
                continue;
            }

            foreach (var property in first.Class.Properties)
            {
                var (one, other) = (first[property.Index], second[property.Name]);
                // A reference gains host and namespace, and an object is compared by its own class.
                if (property.Type is CimType.Reference or CimType.Object || !one.Equals(other)) continue;
                if (!one.Equals(found[property.Name])) differences.Add($"{key}: {property.Name}", $"{one} and {found[property.Name]}");
            }
        }

        foreach (var key in ours.Keys)
            if (!before.ContainsKey(key) && !after.ContainsKey(key)) differences.Add(key, "there through DCOM alone");
        return (before.Count, differences);
    }

    private static async Task<Dictionary<string, CimInstance>?> AskAsync(WsManClient web, string query, string space)
    {
        try
        {
            var found = await web.QueryAsync(query, space, Token).ToListAsync(Token);
            return found.GroupBy(KeyOf).ToDictionary(one => one.Key, one => one.First());
        }
        catch (WsManClientException)
        {
            return null;
        }
    }

    private static string KeyOf(CimInstance instance) => instance.Class.Name + "." + string.Join(',',
        instance.Class.KeyProperties.Select(key => key.Type == CimType.Reference
            ? instance[key.Index].AsReference?.Keys.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)
                + instance[key.Index].AsReference?.ClassName + string.Join(';', instance[key.Index].AsReference?.Keys ?? [])
            : instance[key.Index].ToString()));

    private static async Task<List<WmioObject>> ReadAsync(DcomClient dcom, EnumResult answer)
    {
        Assert.Equal(0u, answer.Status);
        await using var rows = await dcom.TakeAsync<IEnumWbemClassObject>(answer.Enumerator, Token);
        var found = new List<WmioObject>();
        for (var status = 0u; status == 0;)
        {
            var next = await rows.Interface.NextAsync(-1, 100, Token);
            status = next.Status;
            found.AddRange(next.Objects.Select(one => Decoder.DecodeUnit(ClassObject.Read(one!).Span)));
        }

        return found;
    }
}
