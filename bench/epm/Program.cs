// The endpoint mapper against a bare Kestrel handler that answers the same number of bytes: calls a second of mapload, one after the other
// in one run, as ratios. bench/epm/run [SECONDS]           all figures
//   EpmBench ours|bare ADDRESS PORT   one server, for trying by hand
using Sekimori.Bench.Epm;

return args switch
{
    ["ours", var address, var port] => await Servers.RunOursAsync(address, int.Parse(port)),
    ["bare", var address, var port] => await Servers.RunBareAsync(address, int.Parse(port)),
    [var sources, var command, .. var rest] =>
        await new Comparison(sources, command, rest is [var seconds] ? int.Parse(seconds) : 4).RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: bench/epm/run [SECONDS]; or EpmBench FOLDER SEKIMORI [SECONDS], FOLDER with mapload.c; or EpmBench ours|bare ADDRESS PORT");
    return 2;
}
