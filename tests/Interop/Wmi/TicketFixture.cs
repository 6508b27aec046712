using Sekimori.App.Tests.Kit;
using Sekimori.TestKit;

namespace Sekimori.Interop.Wmi;

/// <summary>A host of the realm of tests/realm, and tickets of its administrator.</summary>
public sealed class TicketFixture : WmiFixture
{
    // The name of the realm's own host, because the realm has keys of its services: clients find it at this address.
    public const string Name = "dc1.lab.test";

    private string _settings = "", _script = "", _cache = "";
    private string? _missing;

    public override string Address => "127.0.0.36";

    /// <summary>What impacket needs to use the ticket.</summary>
    public Dictionary<string, string> Environment => new() { ["KRB5CCNAME"] = CachePath, ["KRB5_CONFIG"] = Realm.Settings ?? "" };

    protected override string Settings => _settings;

    protected override string MissingReason => _missing ?? base.MissingReason;

    protected override IEnumerable<string> Interpreter => [_script];

    // impacket 0.10 takes a path alone.
    private string CachePath => _cache["FILE:".Length..];

    /// <summary>A ticket for a service, in a cache of its own.</summary>
    public string Ticket(string service) => Realm.GetTicket(CachePath + "-" + service.Replace('/', '-'), service: service);

    protected override async Task<bool> PrepareAsync(string folder)
    {
        if ((_missing = Realm.MissingReason) is not null)
            return false;
        var keytab = Path.Combine(folder, "keytab");
        Realm.ExportKeytab(keytab, $"host/{Name}", $"RPCSS/{Name}");
        _cache = Realm.GetTicket(Path.Combine(folder, "ccache"));
        // The realm rejects the checksum of impacket's own requests for tickets: the cache has the service's already.
        Realm.Run("kvno", "", "-c", _cache, $"host/{Name}");
        _settings = $"logon: {{ keytab: {keytab}, published-names: [{Name}] }}";
        // /etc/hosts has the name at 127.0.0.1, where the realm's own mapper is.
        _script = Write("here.py", $$"""
            import runpy, socket, sys
            found = socket.getaddrinfo
            socket.getaddrinfo = lambda host, *more, **named: found('{{Address}}' if host == '{{Name}}' else host, *more, **named)
            sys.argv = sys.argv[1:]
            runpy.run_path(sys.argv[0], run_name='__main__')
            """);
        var (code, _, error) = await Command.RunAsync(
            "account", "map", "--principal", "Administrator@LAB.TEST", "--account", Account, "--data", folder);
        Assert.True(code == 0, error);
        return true;
    }
}
