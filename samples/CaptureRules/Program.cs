using Sekimori.Detection.Sigma;
using Sekimori.Watch;

// CaptureRules CAPTURE RULE…: evaluates the built-in rules and yours on a capture.
if (args.Length < 1) return 2;
try
{
    var watcher = new Watcher(Watcher.Rules(args[1..]));
    var result = watcher.ReadCapture(args[0]);
    Console.WriteLine($"{result.Reader.Packets} packets");
    foreach (var alert in watcher.Alerts) Console.WriteLine($"{alert.First:u} {alert.Rule.Level}: {alert.Rule.Title} ({alert.Count})");
    return watcher.Alerts.Count > 0 ? 1 : 0;
}
catch (Exception e) when (e is RuleException or IOException or InvalidDataException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
