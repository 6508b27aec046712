using System.Diagnostics;
using System.Text;
using Sekimori.Bench.Cim;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Linux;
using Sekimori.Wire;
using Sekimori.Wmi;
using Sekimori.Wmi.Results;
using Sekimori.Wmi.Wmio;
using Sekimori.WsMan.Operations;

namespace Sekimori.Bench.Wmi;

/// <summary>
/// The encoding of [MS-WMIO] compared with the XML of WS-Management, of the same rows, by processor time; and how much smaller the answer
/// of a smart enumerator is than that of Next. No sockets.
/// </summary>
internal sealed class Encodings
{
    private const int Instances = 5_000, Answered = 1_000, Rounds = 40, WarmUp = 20;

    // IEnumWbemClassObject::Next wraps each object in an OBJREF with its lengths ([MS-DCOM] 2.2.18.6, 2.2.14).
    private const int Wrapping = 48 + 12;

    private readonly Caller _caller = new("bench", Role.Reader, "Local", ProtectionLevel.Privacy);
    private readonly List<CimInstance> _rows;
    private readonly WmioEncoders _encoders = new("BENCH", "root/cimv2");

    private Encodings(List<CimInstance> rows) => _rows = rows;

    private CimClass Class => _rows[0].Class;

    /// <summary>Prints the three figures, and returns what is below its bar.</summary>
    public static async Task<List<string>> RunAsync()
    {
        var real = await ProcessesAsync();
        var encodings = new Encodings([.. Enumerable.Range(0, Instances).Select(i => real[i % real.Count])]);
        var xml = await encodings.XmlAsync();
        var (wmio, allocated) = encodings.Wmio();
        var (next, smart) = encodings.Sizes();
        Program.Say($"encoding as XML  {xml,9:0} rows a second of processor time");
        Program.Say($"encoding as WMIO {wmio,9:0} rows a second of processor time   {wmio / xml:0.0} times as many (at least 2)");
        Program.Say($"encoding as WMIO allocates {allocated:0.0} bytes a row (at most 0)");
        var part = (double)next / smart;
        Program.Say($"{Answered} rows: Next {next / 1e6:0.00} MB   smart enumerator {smart / 1e6:0.00} MB   1/{part:0.0} (at most 1/12)");
        List<string> missed = [];
        if (wmio < 2 * xml) missed.Add("encoding: twice the rows of XML");
        if (allocated > 0) missed.Add("encoding: no allocation a row");
        if (smart * 12 > next) missed.Add("smart enumerator: a twelfth of the bytes");
        return missed;
    }

    /// <summary>The processes of this machine.</summary>
    public static async Task<List<CimInstance>> ProcessesAsync()
    {
        var host = new ObjectManagerBuilder().AddLinux().Build();
        var caller = new Caller("bench", Role.Reader, "Local", ProtectionLevel.Privacy);
        return await (await host.EnumerateAsync("root/cimv2", "Win32_Process", new CimCaller(caller, null), default)).ToListAsync();
    }

    private async Task<double> XmlAsync()
    {
        var manager = new ObjectManagerBuilder().Add("root/cimv2", new ListProvider(Class, _rows)).Build();
        var settings = new WsManSettingsStore(new WsManSettings { MaxEnvelopeSizeKb = 64 << 10 });
        await using var service = new WsManService(manager, null, settings, WsManServiceInfo.Default("bench"), TimeProvider.System);
        var envelope = Requests.EnumerateAll("Win32_Process", Instances);
        TimeSpan busy = default;
        for (var i = 0; i < WarmUp + Rounds; i++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            using var reply = await service.AnswerAsync(envelope.ToArray(), envelope.Length, _caller, default);
            if (reply.HttpStatus != 200)
                throw new InvalidOperationException(Encoding.UTF8.GetString(reply.Body.Span));
            if (i >= WarmUp)
                busy += Process.GetCurrentProcess().TotalProcessorTime - before;
        }
        return Rounds * Instances / busy.TotalSeconds;
    }

    // The same way: the object manager's rows, into one buffer, as a smart enumerator's answer.
    private (double Rows, double Allocated) Wmio()
    {
        var buffer = new byte[64 << 20];
        var encoder = _encoders.For(Class);
        TimeSpan busy = default;
        long bytes = 0;
        for (var i = 0; i < WarmUp + Rounds; i++)
        {
            var (before, heap) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
            var writer = new ByteWriter(buffer);
            foreach (var row in _rows)
                encoder.WriteWithoutClass(ref writer, row);
            heap = GC.GetAllocatedBytesForCurrentThread() - heap;
            writer.Dispose();
            if (i < WarmUp)
                continue;
            busy += Process.GetCurrentProcess().TotalProcessorTime - before;
            bytes += heap;
        }
        return (Rounds * Instances / busy.TotalSeconds, (double)bytes / Rounds / Instances);
    }

    private (long Next, long Smart) Sizes()
    {
        var whole = new RowEncoder(_encoders);
        long next = 0;
        foreach (var row in _rows.Take(Answered))
        {
            var writer = new ByteWriter([]);
            whole.WriteUnit(ref writer, new WmiRow(row));
            next += writer.Position + Wrapping;
            writer.Dispose();
        }
        var array = new ObjectArray(whole, new WmiLimits());
        var answer = new ByteWriter([]);
        var proxy = Guid.NewGuid();
        if (array.Write(ref answer, proxy, _rows.Take(Answered).Select(r => new WmiRow(r)).ToArray()) != Answered)
            throw new InvalidOperationException("the answer is cut off");
        var smart = answer.Position;
        answer.Dispose();
        return (next, smart);
    }
}
