using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Tests;
using Sekimori.Guard;
using Sekimori.Wmi.Operations;
using Sekimori.Wmi.Results;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests.Operations;

/// <summary>A namespace with one provider, and what a client does with it.</summary>
internal sealed class TestSpace
{
    private static readonly WmioDecoder _decoder = new(new WmioLimits());

    public TestSpace(Func<ProviderRequest, IEnumerable<Greeting>>? source = null, WmiLimits? limits = null, bool blocks = true)
    {
        var provider = source is null
            ? new GreetingProvider { Blocks = blocks }
            : new GreetingProvider { Source = source, Blocks = blocks };
        var manager = new ObjectManagerBuilder { Host = "HOST" }.Add("root/test", provider).Add("root/test", TestOptions.Definition)
            .Add("root/test/below", provider).Add("root/test/below", TestOptions.Definition).Build();
        Service = new WmiService(manager, limits ?? new WmiLimits(), TimeProvider.System);
        // The classes are in memory: nothing waits.
        Space = Service.OpenAsync("//./root/test", Reader, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public static CimCaller Reader { get; } = new(new Caller("reader", Role.Reader, "Local", ProtectionLevel.Privacy), null);

    public static CimCaller Administrator { get; } = new(new Caller("boss", Role.Administrator, "Local", ProtectionLevel.Privacy), null);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public WmiService Service { get; }

    public WmiNamespace Space { get; }

    public ValueTask<WmiEnumerator> Query(string query, int flags = 0) => Space.QueryAsync("WQL", query, flags, Reader, Token);

    /// <summary>Calls Next, and decodes the objects as a client does.</summary>
    public static async Task<(List<WmioObject> Rows, uint Status)> Next(WmiEnumerator from, uint count, int timeout = -1)
    {
        var rows = new List<WmioObject>();
        var status = await from.NextAsync(timeout, count, found =>
        {
            rows.AddRange(found.Select(row => _decoder.DecodeUnit(WmiNamespace.Encode(from.Rows, row))));
            return found.Length;
        }, Token);
        return (rows, status);
    }

    public static async Task<uint> Failure(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception e)
        {
            return WmiException.StatusOf(e);
        }
    }

    public static Greeting[] Many(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Greeting { Name = $"n{i:D5}", Age = (uint)i })];
}
