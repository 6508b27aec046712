// WMI compared with WS-Management and with plain RPC, in one run, as ratios.
//   bench/wmi/run [SECONDS]                                      all figures
//   Bench.Wmi encodings                                          WMIO and XML in memory
//   Bench.Wmi live ADDRESS PORT HTTPPORT                         one server, for trying by hand; the two ports after HTTPPORT too
//   Bench.Wmi rows wmi|wsman ADDRESS PORT SECONDS                every row of Win32_Process, again and again, by our clients
//   Bench.Wmi logon ADDRESS PORT SECONDS                         connect, activate, log on, first row; again and again, by our client
//   Bench.Wmi next smart|plain ADDRESS PORT SECONDS CONNECTIONS  calls of Next for one row
//   Bench.Wmi calls|connect …                                    as bench/rpc has them
using System.Globalization;
using Sekimori.Bench.Rpc;

namespace Sekimori.Bench.Wmi;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["live", var address, var port, var http]:
                return await LiveServer.RunAsync(address, int.Parse(port), int.Parse(http));
            case ["rows", var door, var address, var port, var seconds]:
                Console.WriteLine(await LiveLoad.RowsAsync(door, address, int.Parse(port), Number(seconds)));
                return 0;
            case ["logon", var address, var port, var seconds]:
                Console.WriteLine(await LiveLoad.LogonsAsync(address, int.Parse(port), Number(seconds)));
                return 0;
            case ["next", var kind, var address, var port, var seconds, var connections]:
                Console.WriteLine(await NextLoad.RunAsync(kind, address, int.Parse(port), Number(seconds), int.Parse(connections)));
                return 0;
            case ["calls", var protection, var address, var port, var size, var seconds, var connections]:
                Console.WriteLine(Load.Calls(
                    Protected.Parse(protection), address, int.Parse(port), int.Parse(size), Number(seconds), int.Parse(connections)));
                return 0;
            case ["connect", var address, var port, var seconds, var connections]:
                Console.WriteLine(Load.Connections(address, int.Parse(port), Number(seconds), int.Parse(connections)));
                return 0;
            case ["encodings"]:
                return End(await Encodings.RunAsync());
            case []:
                return End([.. await Encodings.RunAsync(), .. await new LiveComparison(4).RunAsync()]);
            case [var one] when int.TryParse(one, out var each):
                return End([.. await Encodings.RunAsync(), .. await new LiveComparison(each).RunAsync()]);
            default:
                Console.Error.WriteLine("usage: bench/wmi/run [SECONDS]; the head of bench/wmi/Program.cs says what else can be run");
                return 2;
        }
    }

    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static int End(List<string> missed)
    {
        Console.WriteLine(missed.Count == 0 ? "every bar reached" : $"missed: {string.Join("; ", missed)}");
        return missed.Count == 0 ? 0 : 1;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
