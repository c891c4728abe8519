using Feria.Contracts;

namespace Feria.Community;

sealed class Masked : IMasking
{
    public string Hide(string text) => Masking.Hide(text);
}
