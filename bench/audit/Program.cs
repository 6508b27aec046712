using System.Diagnostics;
using System.Globalization;
using Sekimori.Storage.Audit;

// audit-bench FOLDER SECONDS CALLERS [tell]: CALLERS at once append lines that must be durable, each waiting for its own. With "tell", the
// number of every line that was answered for is written to standard output: the test that kills this process reads them.
var (folder, seconds, callers) =
    (args[0], double.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
var tells = args.Length > 3 && args[3] == "tell";
var log = AuditLog.Open(new AuditOptions { Folder = folder, SignEvery = 500, RotateAt = tells ? 1 << 20 : 64 << 20, HasIndex = !tells },
    TimeProvider.System);
var end = Stopwatch.StartNew();
long answered = 0, failed = 0;
var waits = new List<double>();
await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
{
    var members = AuditLine.Members("change", DateTimeOffset.UtcNow, [new("caller", $"{caller}"), new("text", new string('x', 200))]);
    var own = new List<double>();
    while (end.Elapsed.TotalSeconds < seconds)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            var number = await log.AppendAsync(members);
            if (!tells) own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Interlocked.Increment(ref answered);
            if (tells) Console.Out.WriteLine(number);
        }
        catch (AuditUnavailableException)
        {
            Interlocked.Increment(ref failed);
            await Task.Delay(20);
        }
    }
    lock (waits) waits.AddRange(own);
}));
var took = end.Elapsed.TotalSeconds;
await log.DisposeAsync();
if (tells) return;
waits.Sort();
Console.WriteLine($"| {callers} | {answered / took:N0}/s | {At(0.5):F2} ms | {At(0.99):F2} ms |{(failed > 0 ? $" {failed} failed" : "")}");

double At(double part) => waits.Count == 0 ? 0 : waits[Math.Min(waits.Count - 1, (int)(waits.Count * part))];
