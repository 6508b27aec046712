using System.Diagnostics;
using System.Globalization;
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

// bench/wmi/run: the encoding of [MS-WMIO] against the XML of bench/cim, of the same rows, by processor time; and how much smaller the
// answer of a smart enumerator is. The bars: twice the rows a second, no allocation a row, a twelfth of the bytes.
const int Instances = 5_000, Answered = 1_000, Rounds = 40, WarmUp = 20;
// IEnumWbemClassObject::Next wraps each object in an OBJREF with its lengths ([MS-DCOM] 2.2.18.6, 2.2.14).
const int Wrapping = 48 + 12;
var caller = new Caller("bench", Role.Reader, "Local", ProtectionLevel.Privacy);
var host = new ObjectManagerBuilder().AddLinux().Build();
var real = await (await host.EnumerateAsync("root/cimv2", "Win32_Process", new CimCaller(caller, null), default)).ToListAsync();
var rows = Enumerable.Range(0, Instances).Select(i => real[i % real.Count]).ToList();
var encoders = new WmioEncoders("BENCH", "root/cimv2");

var xml = await Xml();
var (wmio, allocated) = Wmio();
Say($"xml:  {xml:F0} rows a second of processor time");
Say($"wmio: {wmio:F0} rows a second of processor time, {wmio / xml:F1} times as many (bar 2)");
Say($"wmio: {allocated:F1} bytes allocated a row (bar 0)");
var (next, smart) = Sizes();
Say($"{Answered} rows: Next {next / 1e6:F2} MB, smart enumerator {smart / 1e6:F2} MB, 1/{(double)next / smart:F1} (bar 1/12)");

async Task<double> Xml()
{
    var manager = new ObjectManagerBuilder().Add("root/cimv2", new ListProvider(real[0].Class, rows)).Build();
    var settings = new WsManSettingsStore(new WsManSettings { MaxEnvelopeSizeKb = 64 << 10 });
    await using var service = new WsManService(manager, null, settings, WsManServiceInfo.Default("bench"), TimeProvider.System);
    var envelope = Encoding.UTF8.GetBytes($"""
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
            xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration">
        <s:Header><a:To>http://h/wsman</a:To>
        <w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process</w:ResourceURI>
        <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
        <a:Action>http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate</a:Action>
        <w:MaxEnvelopeSize>{64 << 20}</w:MaxEnvelopeSize>
        <a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID></s:Header>
        <s:Body><n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>{Instances}</w:MaxElements></n:Enumerate></s:Body></s:Envelope>
        """);
    TimeSpan busy = default;
    for (var i = 0; i < WarmUp + Rounds; i++)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        using var reply = await service.AnswerAsync(envelope.ToArray(), envelope.Length, caller, default);
        if (reply.HttpStatus != 200)
            throw new InvalidOperationException(Encoding.UTF8.GetString(reply.Body.Span));
        if (i >= WarmUp)
            busy += Process.GetCurrentProcess().TotalProcessorTime - before;
    }
    return Rounds * Instances / busy.TotalSeconds;
}

// The same way: the object manager's rows, into one buffer, as a smart enumerator's answer.
(double Rows, double Allocated) Wmio()
{
    var buffer = new byte[64 << 20];
    var encoder = encoders.For(real[0].Class);
    TimeSpan busy = default;
    long bytes = 0;
    for (var i = 0; i < WarmUp + Rounds; i++)
    {
        var (before, heap) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
        var writer = new ByteWriter(buffer);
        foreach (var row in rows)
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

(long Next, long Smart) Sizes()
{
    var whole = new RowEncoder(encoders);
    long next = 0;
    foreach (var row in rows.Take(Answered))
    {
        var writer = new ByteWriter([]);
        whole.WriteUnit(ref writer, new WmiRow(row));
        next += writer.Position + Wrapping;
        writer.Dispose();
    }
    var array = new ObjectArray(whole, new WmiLimits());
    var answer = new ByteWriter([]);
    var proxy = Guid.NewGuid();
    if (array.Write(ref answer, proxy, rows.Take(Answered).Select(r => new WmiRow(r)).ToArray()) != Answered)
        throw new InvalidOperationException("the answer is cut off");
    var smart = answer.Position;
    answer.Dispose();
    return (next, smart);
}

static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
