using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.Client.Wmi;

/// <content>PutInstance and DeleteInstance ([MS-WMI] 3.1.4.3.12, 3.1.4.3.14).</content>
public sealed partial class WmiClient
{
    /// <summary>Writes an instance: properties without value are left as they are.</summary>
    /// <param name="instance">The instance, best of a class that <see cref="GetClassAsync"/> gave.</param>
    /// <param name="mode">Whether it must exist already, or must not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WmiClientException">The server refused it, or it failed.</exception>
    public async Task PutAsync(
        CimInstance instance, CimWriteMode mode = CimWriteMode.CreateOrUpdate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var step = Step($"put {instance}");
        var pointer = Encode(instance);
        await CallAsync(step, (services, token) => services.PutInstanceAsync(pointer, (int)mode, null, null, token),
            static answer => answer.Status, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes an instance whose keys the server may choose.</summary>
    /// <returns>Its path, as the server has it.</returns>
    internal async Task<CimObjectPath> CreateAsync(CimInstance instance, CancellationToken cancellationToken)
    {
        var step = Step($"create {instance}");
        var pointer = Encode(instance);
        // [MS-WMI] 3.1.4.3.12: the path is in the result object, a failure too.
        var answer = await CallAsync(step, (services, token) =>
            services.PutInstanceAsync(pointer, (int)CimWriteMode.CreateOnly, null, new(null), token),
            static answer => answer.Status, cancellationToken).ConfigureAwait(false);
        var (text, status, reason) = await WmiFailures.RunAsync(step, _options.Timeout, async token =>
        {
            var result = await _dcom.TakeAsync<IWbemCallResult>(answer.Result?.Pointer, token).ConfigureAwait(false);
            await using var release = result.ConfigureAwait(false);
            var found = await result.Interface.GetResultStringAsync((int)_options.Timeout.TotalMilliseconds, token).ConfigureAwait(false);
            return (found.Text, found.Status, result.Reason);
        }, cancellationToken).ConfigureAwait(false);
        Check(status, reason, step);
        return text is not null && CimObjectPath.TryParse(text, out var path) && !path.IsClass
            ? path
            : throw WmiFailures.Wrong(step, "the answer has no path of what was made");
    }

    /// <summary>Deletes an instance.</summary>
    /// <param name="path">Its path, as <c>Win32_Share.Name="old"</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WmiClientException">There is none, the server refused it, or it failed.</exception>
    /// <exception cref="CimException">The text is no path of an instance.</exception>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        if (ReadPath(path).IsClass) throw new CimException(CimStatus.InvalidObjectPath, $"{path} is the path of a class.");
        var step = Step($"delete {path}");
        await CallAsync(step, (services, token) => services.DeleteInstanceAsync(path, 0, null, null, token),
            static answer => answer.Status, cancellationToken).ConfigureAwait(false);
    }

    private InterfacePointer Encode(CimInstance instance)
    {
        var writer = new ByteWriter([]);
        try
        {
            _encoders.For(instance.Class).WriteUnit(ref writer, instance);
            return ClassObject.ToPointer(writer.Written.ToArray());
        }
        finally
        {
            writer.Dispose();
        }
    }
}
