// Calls of rpcecho's EchoData against a bare Kestrel handler that copies the same bytes, sealed ones against the cipher alone, and new
// authenticated connections against Samba; one after the other in one run, as ratios.
//   bench/rpc/run [SECONDS]                                                   all figures
//   RpcBench ours ADDRESS PORT KEYTAB|-                                       one server, for trying by hand
//   RpcBench bare ADDRESS PORT
//   RpcBench calls none|ntlm-sign|ntlm-seal|kerberos-seal ADDRESS PORT BYTES SECONDS CONNECTIONS
//   RpcBench connect ADDRESS PORT SECONDS CONNECTIONS                         connect, NTLM bind, one sealed call of mgmt, reset
//   RpcBench cipher ntlm-sign|ntlm-seal|kerberos-seal BYTES SECONDS KEYTAB|-  the cipher's work of such calls, and nothing else
using Sekimori.Bench.Rpc;

switch (args)
{
    case ["ours", var address, var port, var keytab]:
        return await Servers.RunOursAsync(address, int.Parse(port), keytab == "-" ? null : keytab);
    case ["bare", var address, var port]:
        return await Servers.RunBareAsync(address, int.Parse(port));
    case ["calls", var protection, var address, var port, var size, var seconds, var connections]:
        Console.WriteLine(
            Load.Calls(Protected.Parse(protection), address, int.Parse(port), int.Parse(size), double.Parse(seconds),
            int.Parse(connections)));
        return 0;
    case ["connect", var address, var port, var seconds, var connections]:
        Console.WriteLine(Load.Connections(address, int.Parse(port), double.Parse(seconds), int.Parse(connections)));
        return 0;
    case ["cipher", var protection, var size, var seconds, var keytab]:
        Console.WriteLine(
            CipherAlone.Run(Protected.Parse(protection), int.Parse(size), double.Parse(seconds), keytab == "-" ? null : keytab));
        return 0;
    case []:
        return await new Comparison(4).RunAsync();
    case [var one] when int.TryParse(one, out var each):
        return await new Comparison(each).RunAsync();
    default:
        Console.Error.WriteLine("usage: bench/rpc/run [SECONDS]; the head of bench/rpc/Program.cs says what else can be run");
        return 2;
}
