using Sekimori.Guard;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Robust;

namespace Sekimori.WsMan.Operations;

/// <content>What outlives a request ends with the right to it: an account that was removed or demoted, a mapping that was removed,
/// an hour that has ended.</content>
public sealed partial class WsManService
{
    private readonly IOwnerWatch? _owners;

    private void EndDisowned()
    {
        if (_owners is not { } owners) return;
        _shells?.EndWhere((owner, guard) => FindDenialReason(owner, guard), owners.Ended);
        foreach (var context in _enumerations.All)
        {
            if (FindDenialReason(context.Owner, context.Guard) is not { } why) continue;
            // Closing may wait for a provider that does not answer: not here.
            _ = _enumerations.RemoveAsync(context).AsTask();
            owners.Ended(context.Owner, $"an enumeration of {context.ResourceUri}", why);
        }
        foreach (var operation in _operations.All)
        {
            // A kept reply is evaluated again when it is requested: the hour does not matter until then.
            if (owners.FindDenialReason(operation.Owner) is not { } why) continue;
            _operations.Release(operation.Key);
            owners.Ended(operation.Owner, $"the operation {operation.Key.Id} and its reply", why);
        }
    }

    private string? FindDenialReason(Caller owner, IRequestGuard? guard) => _owners!.FindDenialReason(owner) ?? guard?.FindDenialReason();
}
