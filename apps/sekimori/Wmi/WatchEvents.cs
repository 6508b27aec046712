using System.CommandLine;
using System.Text;
using System.Text.Json;
using Sekimori.App.Cim;
using Sekimori.App.Rpc;
using Sekimori.App.Terminal;
using Sekimori.Cim.Model;

namespace Sekimori.App.Wmi;

/// <summary>`sekimori wmi watch HOST QUERY`: events as they come, a line each.</summary>
internal static class WatchEvents
{
    private static readonly Argument<string> Query = new("QUERY")
    {
        Description = "An event query: \"select * from __InstanceCreationEvent within 2 where TargetInstance isa 'Win32_Process'\"."
    };
    private static readonly Option<int?> Count = new("--count") { Description = "End after this many events.", HelpName = "N" };
    private static readonly Option<TimeSpan?> Duration = RpcTarget.TimeOption("--duration", "End after this time.");

    public static void AddTo(Command group) => group.Subcommands.Add(new Command(
        "watch", "Show events as they come, until Ctrl-C, --count or --duration. With --json, each is a line of JSON.")
    {
        WmiTarget.Host, Query, Count, Duration, StandardOptions.Json
    }.ReachingWmi().Does(WatchAsync));

    private static Task<int> WatchAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (query, most) = (result.GetRequiredValue(Query), result.GetValue(Count) ?? int.MaxValue);
        if (most < 1) throw new CommandException(ExitCode.Failed, "--count must be at least 1");
        return WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (result.GetValue(Duration) is { } duration) end.CancelAfter(duration);
            var writer = new EventWriter(screen);
            try
            {
                // An event may not come for days: only its connection and its calls have time limits here, the client's own.
                await foreach (var one in client.WatchAsync(query, end.Token))
                {
                    writer.Write(one, TimeProvider.System.GetUtcNow());
                    if (--most == 0) break;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // --duration is over.
            }

            return ExitCode.Done;
        });
    }

    /// <summary>Writes events.</summary>
    internal sealed class EventWriter(Screen screen)
    {
        private bool _isBegun;

        public void Write(CimInstance one, DateTimeOffset time)
        {
            if (screen.IsJson)
            {
                using var buffer = new MemoryStream();
                using (var writer = new Utf8JsonWriter(buffer, Screen.JsonOptions with { Indented = false }))
                {
                    writer.WriteStartObject();
                    writer.WriteString("time", DisplayTime.Of(time));
                    writer.WriteString("event", one.Class.Name);
                    foreach (var property in one.Class.Properties)
                    {
                        writer.WritePropertyName(property.Name);
                        JsonOutput.Write(writer, one[property.Index]);
                    }

                    writer.WriteEndObject();
                }

                screen.Raw(Encoding.UTF8.GetString(buffer.ToArray()) + Environment.NewLine);
            }
            else
            {
                // __InstanceModificationEvent is the longest of the usual names.
                if (!_isBegun) screen.Line($"{"TIME",-24}  {"EVENT",-27}  OBJECT");
                _isBegun = true;
                screen.Line($"{DisplayTime.Of(time),-24}  {one.Class.Name,-27}  {Describe(one)}");
            }

            screen.Output.Flush();
        }

        private static string Describe(CimInstance one)
        {
            var (target, before) = (Inner(one, "TargetInstance"), Inner(one, "PreviousInstance"));
            if (target is null)
                return string.Join(", ", one.Class.Properties.Where(p => !one[p.Index].IsNull).Select(p => $"{p.Name}={one[p.Index]}"));
            var name = target.Class.FindProperty("Name") is { } named && target[named.Index].AsString is { } text
                && !target.ToString().Contains(text, StringComparison.Ordinal) ? $" ({text})" : "";
            return target + name + (before is null ? "" : ": " + string.Join(", ", Changes(before, target)));
        }

        private static IEnumerable<string> Changes(CimInstance before, CimInstance after) =>
            from property in after.Class.Properties
            let old = before.Class.FindProperty(property.Name)
            let was = old is null ? default : before[old.Index]
            let now = after[property.Index]
            where was.ToString() != now.ToString()
            select $"{property.Name} {(was.IsNull ? "null" : was)} -> {(now.IsNull ? "null" : now)}";

        private static CimInstance? Inner(CimInstance one, string property) =>
            one.Class.FindProperty(property) is { } found ? one[found.Index].AsInstance : null;
    }
}
