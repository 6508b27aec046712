// bench/guard/run [SECONDS]: what the guard costs a running server, as ratios of one run; rules and policy by themselves.
// Guard.Bench live LOAD CAPTURES [SECONDS]    all figures; LOAD has mapload.c and post.lua, CAPTURES is one folder or several with :
// between Guard.Bench alone                           what the guard itself takes for a call
//   Guard.Bench engines CAPTURES                rules and policy alone
//   Guard.Bench table CAPTURES                  what the rules find in captures, as a table
//   Guard.Bench on|unmapped|off ADDRESS RPC HTTP   one server, for trying by hand
using System.Globalization;
using System.Net;
using Sekimori.Bench.Guarding;

switch (args)
{
    case ["on" or "unmapped" or "off", var address, var rpc, var http]:
        await LiveServer.RunAsync(args[0] != "off", args[0] == "on", IPAddress.Parse(address), int.Parse(rpc, CultureInfo.InvariantCulture),
            int.Parse(http, CultureInfo.InvariantCulture));
        return 0;
    case ["live", var load, var captures, .. var rest]:
        var isGood = await new LiveComparison(
            load, rest is [var seconds] ? int.Parse(seconds, CultureInfo.InvariantCulture) : 5).RunAsync();
        Engines.Run(captures.Split(':'));
        return isGood ? 0 : 1;
    case ["alone"]:
        await GuardAlone.RunAsync();
        return 0;
    case ["engines", var folder]:
        Engines.Run(folder.Split(':'));
        return 0;
    case ["table", var folder]:
        KindTable.Write(folder);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: bench/guard/run [SECONDS]; or Guard.Bench alone, engines CAPTURES, table CAPTURES, on|unmapped|off ADDRESS RPC HTTP");
        return 2;
}
