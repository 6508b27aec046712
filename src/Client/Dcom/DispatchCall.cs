using Sekimori.Dcom.Automation;

namespace Sekimori.Client.Dcom;

/// <summary>One call of IDispatch::Invoke: from the order of a program to that of the wire, and back.</summary>
/// <param name="Member">The DISPID.</param>
/// <param name="Name">The name, for messages.</param>
/// <param name="Flags">What is done with the member.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Assigned">What is assigned to a property; null for other calls.</param>
internal sealed record DispatchCall(
    int Member, string Name, DispatchFlags Flags, IReadOnlyList<Variant> Arguments, Variant? Assigned = null)
{
    /// <summary>The arguments as they are sent ([MS-OAUT] 3.1.4.4).</summary>
    /// <returns>The last argument first, with empty places for those by reference; the places; what belongs there.</returns>
    public (DispParams Parameters, uint[] Indices, Variant?[] References) Encode()
    {
        if (Arguments.Count >= AutomationLimits.MostArguments)
            throw new ArgumentException($"more than {AutomationLimits.MostArguments} arguments", nameof(Arguments));
        var reversed = new List<Variant?>(Arguments.Count + 1);
        // Named ones come first, and what is assigned has a name.
        if (Assigned is not null) reversed.Add(Assigned);
        for (var i = Arguments.Count - 1; i >= 0; i--) reversed.Add(Arguments[i] ?? Variant.Missing);
        var indices = Enumerable.Range(0, reversed.Count).Where(i => reversed[i]!.IsByReference).Select(i => (uint)i).ToArray();
        Variant?[] references = [.. indices.Select(i => reversed[(int)i])];
        foreach (var index in indices) reversed[(int)index] = Variant.Empty;
        var parameters = DispParams.Of([.. reversed]);
        return (Assigned is null ? parameters : parameters with { Names = [DispatchStatus.PropertyPut], NamedCount = 1 },
            indices, references);
    }

    /// <summary>What the answer means to the caller.</summary>
    public ComCallResult Result(InvokeResult answer)
    {
        Variant[] after = [.. Arguments];
        var returned = 0;
        for (var i = Arguments.Count - 1; i >= 0; i--)
            if (Arguments[i]?.IsByReference == true)
                after[i] = answer.References[returned++] ?? Variant.Empty;
        return new(answer.Value ?? Variant.Empty, after);
    }

    /// <summary>Why it failed.</summary>
    public ComDispatchException Failure(InvokeResult answer)
    {
        var status = answer.Status;
        if (status != DispatchStatus.Exception)
        {
            var place = status is DispatchStatus.TypeMismatch or DispatchStatus.ParameterNotFound ? Place(answer.ArgumentError) : null;
            var which = place is null ? "" : $" (argument {place + 1})";
            return new(status, $"{Name}: {DispatchStatus.TextOf(status)}{which}") { Argument = place };
        }

        var exception = answer.Exception;
        if (exception.Status != 0) status = exception.Status;
        var code = exception.Code != 0 ? $"code {exception.Code}" : $"0x{status:x8}";
        var text = exception.Description is { Length: > 0 } description ? $"{description.ReplaceLineEndings(" ")} ({code})" : code;
        return new(status, $"{Name}: {(exception.Source is { Length: > 0 } source ? $"{source}: " : "")}{text}")
        {
            Code = exception.Code, Origin = exception.Source, Description = exception.Description,
        };
    }

    // From the order of the wire. A server may name any number.
    private int? Place(uint index)
    {
        var named = Assigned is null ? 0 : 1;
        return index < named || index - named >= Arguments.Count ? null : Arguments.Count - 1 - (int)(index - named);
    }
}
