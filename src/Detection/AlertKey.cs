using Sekimori.Detection.Events;
using Sekimori.Observations;

namespace Sekimori.Detection;

/// <summary>What makes two alerts the same one, which is counted: the rule, and who did it where.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Who">A correlation's group, or a client's address, or the computer of a Windows event.</param>
/// <param name="Server">The server's address; empty for others than observations.</param>
/// <param name="Account">The account; empty for others than observations.</param>
internal readonly record struct AlertKey(string Rule, string Who, string Server = "", string Account = "")
{
    public static AlertKey Of(string rule, EventView seen) => seen switch
    {
        { Subject: Observation observation } =>
            new(rule, observation.Client.AddressText, observation.Server.AddressText, observation.Account),
        RecordView record => new(rule, record.Around("Computer") ?? ""),
        _ => new(rule, ""),
    };
}
