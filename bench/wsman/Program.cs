// WS-Management against a bare Kestrel endpoint: requests a second of wrk, one after the other in one run, as ratios.
//   bench/wsman/run [SECONDS]        all figures
//   WsManBench encrypted [SECONDS]   an encrypted Get against a plain one
//   WsManBench shells [PROGRAM]      remote shells by whole processes: against pywinrm, and MB/s
//   WsManBench ours|bare ADDRESS PORT [FILE]   one server, for trying by hand
using Sekimori.Bench.WsMan;

// What ./run builds.
var built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../artifacts/sekimori/sekimori"));

return args switch
{
    ["ours", var address, var port, .. var keytab] =>
        await Servers.RunOursAsync(address, int.Parse(port), keytab is [var file] ? file : null),
    ["encrypted", .. var rest] => await new EncryptedComparison(rest is [var seconds] ? int.Parse(seconds) : 6).RunAsync(),
    ["shells", .. var rest] => await new ShellComparison(rest is [var program] ? program : built).RunAsync(),
    ["bare", var address, var port, var file] => await Servers.RunBareAsync(address, int.Parse(port), file),
    [var load, .. var rest] when Directory.Exists(load) =>
        await new Comparison(load, rest is [var seconds] ? int.Parse(seconds) : 6).RunAsync()
        | await new EncryptedComparison(rest is [var turn] ? int.Parse(turn) : 6).RunAsync()
        | await new ShellComparison(built).RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: bench/wsman/run [SECONDS]; or WsManBench encrypted [SECONDS], shells [PROGRAM], ours|bare ADDRESS PORT [FILE]");
    return 2;
}
