using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Linux;
using Sekimori.WsMan.Operations;

// bench/cim/run: four figures of the object manager. Without the path of the sekimori command the comparison with ps is left out.
const int Instances = 5_000;
const int Processes = 1_000;
var caller = new Caller("bench", Role.Reader, "Local", ProtectionLevel.Privacy);
var host = new ObjectManagerBuilder().AddLinux().Build();

await Xml();
await Like();
await OneOfMany();
if (args.Length > 0)
    AgainstPs(args[0]);

// Enumerate of 5,000 instances in one request: real processes of this host, repeated.
async Task Xml()
{
    var real = await (await host.EnumerateAsync("root/cimv2", "Win32_Process", new CimCaller(caller, null), default)).ToListAsync();
    var rows = Enumerable.Range(0, Instances).Select(i => real[i % real.Count]).ToList();
    var manager = new ObjectManagerBuilder().Add("root/cimv2", new Sekimori.Bench.Cim.ListProvider(real[0].Class, rows)).Build();
    var settings = new WsManSettingsStore(new WsManSettings { MaxEnvelopeSizeKb = 64 << 10 });
    await using var service = new WsManService(manager, null, settings, WsManServiceInfo.Default("bench"), TimeProvider.System);
    var envelope = Sekimori.Bench.Cim.Requests.EnumerateAll("Win32_Process", Instances);
    long bytes = 0;
    TimeSpan busy = default;
    for (var i = 0; i < 60; i++)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        using var reply = await service.AnswerAsync(envelope.ToArray(), envelope.Length, caller, default);
        var text = Encoding.UTF8.GetString(reply.Body.Span);
        if (reply.HttpStatus != 200 || text.Split("<p:Win32_Process ").Length - 1 != Instances)
            throw new InvalidOperationException(text[..Math.Min(2000, text.Length)]);
        // The first rounds warm the compiler up; checking the answer is not counted.
        if (i < 20)
            continue;
        before = Process.GetCurrentProcess().TotalProcessorTime;
        using var again = await service.AnswerAsync(envelope.ToArray(), envelope.Length, caller, default);
        busy += Process.GetCurrentProcess().TotalProcessorTime - before;
        bytes += again.Body.Length;
    }
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture,
        $"xml: {Instances} instances, {bytes / 40 / 1e6:F1} MB each, {bytes / 1e6 / busy.TotalSeconds:F0} MB/s of processor time"));
}

// LIKE over command lines of 200 characters: what a tool asks, and what is made to take long.
async Task Like()
{
    var definition = host.GetClass("root/cimv2", "Win32_Process", new CimCaller(caller, null));
    var rows = Enumerable.Range(0, Instances).Select(i =>
    {
        var row = definition.CreateInstance();
        row.Set("Handle", i.ToString(CultureInfo.InvariantCulture));
        row.Set("CommandLine", "/usr/lib/" + new string('a', 180) + i.ToString(CultureInfo.InvariantCulture));
        return row;
    }).ToList();
    var manager = new ObjectManagerBuilder().Add("root/cimv2", new Sekimori.Bench.Cim.ListProvider(definition, rows)).Build();
    foreach (var (name, pattern) in new[]
    {
        ("a word", "%--service=%"), ("several", "/usr/%--a%--b%c_%"), ("hostile", "%" + new string('a', 150) + "b%")
    })
    {
        var best = double.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var clock = Stopwatch.StartNew();
            await (await manager.QueryAsync(
                "root/cimv2", $"SELECT * FROM Win32_Process WHERE CommandLine LIKE '{pattern}'", new CimCaller(caller, null),
                default)).Instances.CountAsync();
            best = Math.Min(best, clock.Elapsed.TotalNanoseconds / Instances);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"like: {name}: {best:F0} ns an instance"));
    }
}

// A query by key against the whole enumeration, on a host with 1,000 processes.
async Task OneOfMany()
{
    var children = new List<Process>();
    try
    {
        for (var have = ProcessCount(); have < Processes; have++)
            children.Add(Process.Start(new ProcessStartInfo("sleep", "300"))!);
        var one = await Time($"SELECT * FROM Win32_Process WHERE Handle = '{Environment.ProcessId}'", 2_000);
        var all = await Time("SELECT * FROM Win32_Process", 10);
        var named = await Time("SELECT Name, Handle FROM Win32_Process", 10);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
            $"key: all {all:F2} ms, two properties of all {named:F2} ms, one by key {one:F4} ms: {all / one:F0} times as fast"));
        if (args.Length > 0)
            AgainstPs(args[0]);
    }
    finally
    {
        foreach (var child in children)
        {
            child.Kill();
            child.WaitForExit();
        }
    }
}

static int ProcessCount() => Directory.GetDirectories("/proc").Count(d => char.IsDigit(Path.GetFileName(d)[0]));

async Task<double> Time(string query, int rounds)
{
    var best = double.MaxValue;
    for (var repeat = 0; repeat < 5; repeat++)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < rounds / 5; i++)
            await (await host.QueryAsync("root/cimv2", query, new CimCaller(caller, null), default)).Instances.CountAsync();
        best = Math.Min(best, clock.Elapsed.TotalMilliseconds / (rounds / 5));
    }
    return best;
}

// The local command against ps, as whole processes, in turn.
void AgainstPs(string sekimori)
{
    var (ours, theirs) = (new List<double>(), new List<double>());
    for (var i = 0; i < 20; i++)
    {
        ours.Add(Run(sekimori, "cim", "query", "SELECT * FROM Win32_Process"));
        theirs.Add(Run("ps", "aux"));
    }
    ours.Sort();
    theirs.Sort();
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture,
        $"ps, {ProcessCount()} processes: median {theirs[10]:F1} ms, sekimori cim query {ours[10]:F1} ms: {ours[10] / theirs[10]:F1} " +
        $"times ps aux"));
}

static double Run(string program, params string[] arguments)
{
    var clock = Stopwatch.StartNew();
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0
        ? clock.Elapsed.TotalMilliseconds
        : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
}
