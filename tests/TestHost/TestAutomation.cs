using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Automation;
using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestHost.Interfaces;

namespace Sekimori.TestHost;

/// <summary>
/// An object like that of the Management Console, and one of ShellWindows. They run nothing, and keep what they are told.
/// </summary>
public sealed class TestAutomation
{
    private readonly ObjectExporter _exporter;
    private string _title = "Console1";

    internal TestAutomation(ObjectExporter exporter) => _exporter = exporter;

    /// <summary>MMC20.Application.</summary>
    public static readonly Guid Mmc = new("49b2791a-b1ae-4c90-9b8e-e860ba07f889");

    /// <summary>ShellWindows.</summary>
    public static readonly Guid ShellWindows = new("9ba05972-f6a8-11cf-a442-00a0c90a8f39");

    /// <summary>ShellBrowserWindow.</summary>
    public static readonly Guid ShellBrowserWindow = new("c08afd90-f2a1-11d1-8455-00a0c91f3880");

    /// <summary>What was to be run, with its arguments.</summary>
    public List<string> Told { get; } = [];

    /// <summary>The classes.</summary>
    internal IEnumerable<ComClass> Classes =>
    [
        new(Mmc, "MMC20.Application", (_, _) => new(new ComObject(Application())), [IDispatch.Info, IEnumVariant.Info]),
        new(ShellBrowserWindow, "ShellBrowserWindow", (_, _) => new(new ComObject(Window())), [IDispatch.Info, IEnumVariant.Info]),
        new(ShellWindows, "ShellWindows", (_, _) => new(new ComObject(Windows())), [IDispatch.Info, IEnumVariant.Info]),
    ];

    private DispatchObject Application() => new(
        ("Document", one => Make(one.Call, ("ActiveView", view => View(view.Call)), ("Title", Title))),
        ("Quit", _ => Tell("Quit")));

    private DispatchObject Window() => new(
        ("Document", document => Make(document.Call, ("Application", Shell))),
        ("Quit", _ => Tell("Quit")));

    private DispatchObject Windows() => new(
        ("Item", one => Make(one.Call, ("Document", document => Make(document.Call, ("Application", Shell))))),
        ("Count", _ => 3),
        ("_NewEnum", one => Variant.Of(VariantType.Unknown, _exporter.Marshal(one.Call,
            new ComObject(new VariantList([.. Enumerable.Range(0, 150).Select(i => Variant.Of(VariantType.UI4, i))])),
            UnknownInterface.Iid))));

    private Variant Shell(DispatchRequest one) => Make(one.Call, ("ShellExecute", Run));

    private Variant View(RpcCall call) => Make(call, ("ExecuteShellCommand", Run), ("Swap", Swap), ("Fail", Fail), ("Sum", Sum));

    private Variant? Run(DispatchRequest one) => Tell(string.Join('|', one.Arguments.Select(argument => argument?.ToString())));

    private Variant? Tell(string what)
    {
        lock (Told) Told.Add(what);
        return null;
    }

    private Variant? Title(DispatchRequest one)
    {
        if ((one.Flags & DispatchFlags.PropertyPut) == 0) return _title;
        _title = one.Arguments[^1]!.AsText!;
        return null;
    }

    // Two arguments by reference with one by value between them.
    private static Variant? Swap(DispatchRequest one)
    {
        (one.Arguments[0], one.Arguments[2]) = (one.Arguments[2], one.Arguments[0]);
        return one.Arguments[1];
    }

    private static Variant? Sum(DispatchRequest one) => one.Arguments[0]?.Value is SafeArray array
        ? array.Values.Cast<int>().Sum()
        : throw new DispatchFault(DispatchStatus.TypeMismatch);

    private static Variant? Fail(DispatchRequest one) => throw new DispatchFault(DispatchStatus.Exception, info: new(
        0, "MMC", "The snap-in is missing.", null, 0, 0x80070002));

    private Variant Make(RpcCall call, params (string Name, Func<DispatchRequest, Variant?> Run)[] members) =>
        DispatchObject.Make(_exporter, call, members);
}
