using Sekimori.Survey.Logon;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>A host that answers every query and every method with the same row.</summary>
internal sealed class FixedDoor(DoorRow row) : ILogonDoor
{
    public string Name => "5985/http";

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<DoorRow>> QueryAsync(string wql, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DoorRow>>([row]);

    public Task<DoorRow> InvokeAsync(string space, string className, string method,
        IReadOnlyList<KeyValuePair<string, string?>> arguments, CancellationToken cancellationToken) => Task.FromResult(row);

    public ValueTask DisposeAsync() => default;
}
